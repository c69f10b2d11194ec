package dev.kintsugi.engine.federation;

import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.testkit.ArrayFeatures;
import dev.kintsugi.testkit.MethodContract;
import dev.kintsugi.testkit.ToyMethod;
import java.util.List;
import java.util.Map;

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
    protected Map<Modality, FeatureTable> testFeatures() {
        return Map.of(Modality.IMAGE, new ArrayFeatures(2, new float[] {1, 0, 0, 1}));
    }
}
