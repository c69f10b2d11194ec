package dev.kintsugi.methods.promptfl;

import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.prompt.TinyWorkplace;
import dev.kintsugi.testkit.MethodContract;
import java.util.List;
import java.util.Map;

class PromptFlContractTest extends MethodContract {
    private final TinyWorkplace workplace = new TinyWorkplace(9, 1, 40);

    @Override
    protected Method method() {
        return PromptFl.factory().create(workplace, PromptFl.factory().defaults(), LocalTraining.DEFAULTS);
    }

    @Override
    protected List<String> clients() {
        return List.of("c0", "c1", "c2");
    }

    @Override
    protected Map<Modality, FeatureTable> testFeatures() {
        return Map.of(Modality.IMAGE, workplace.features(Modality.IMAGE));
    }
}
