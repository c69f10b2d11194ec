package dev.kintsugi.engine.federation;

import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.testkit.ArrayFeatures;
import dev.kintsugi.testkit.MethodContract;
import dev.kintsugi.testkit.ToyMethod;
import java.util.List;

class ToyMethodContractTest extends MethodContract {
    @Override
    protected Method method() {
        return new ToyMethod(0.5);
    }

    @Override
    protected List<String> clients() {
        return List.of("a", "b", "c");
    }

    @Override
    protected Samples testSamples() {
        return Samples.of(
                PresenceTable.complete(List.of(Modality.IMAGE), 2),
                kind -> new ArrayFeatures(2, new float[] {1, 0, 0, 1}));
    }
}
