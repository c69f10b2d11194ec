package dev.kintsugi.methods.kgcoop;

import dev.kintsugi.core.method.ExportedModel;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.PromptLearner;
import dev.kintsugi.methods.prompt.TrainingBatch;
import dev.kintsugi.nn.prompt.CosineScores;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** One shared context, and its distance to a hand-crafted sentence as a second loss. */
final class KgCoOpLearner implements PromptLearner {
    private final double weight;
    private final ContextModel model;
    private final @Nullable Tensor template; // norm 1, [1, classes, embedding]; null where it has no weight

    KgCoOpLearner(Workplace workplace, KgCoOpOptions options) {
        this.weight = options.weight();
        this.model = new ContextModel(workplace, options.context());
        String sentence = options.template().isEmpty() ? workplace.promptTemplate() : options.template();
        this.template = weight > 0 ? features(sentence) : null;
    }

    private Tensor features(String sentence) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return TensorBridge.keep(
                    CosineScores.normalised(model.encode(sentence)).unsqueeze(0));
        }
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.of(model.spec(Scope.SHARED));
    }

    @Override
    public ParameterSet initial(long seed) {
        return ParameterSet.of(ContextModel.CONTEXT, model.initialContext(seed));
    }

    @Override
    public Scorer scorer(BlockParameters parameters) {
        return model.scorer(parameters.get(ContextModel.CONTEXT));
    }

    @Override
    public Tensor losses(BlockParameters current, BlockParameters initial, TrainingBatch batch) {
        Tensor target = template;
        if (target == null) {
            return PromptLearner.super.losses(current, initial, batch);
        }
        Tensor classes = model.encode(current.get(ContextModel.CONTEXT));
        Tensor distances = distance(CosineScores.normalised(classes), target);
        Tensor scores = model.against(classes).scores(batch.samples());
        return batch.crossEntropy(scores).add(distances.mul(new Scalar(weight)));
    }

    /**
     * Returns {@code 1 − mean_c cos(z_c, z_c^template)} per client, {@code [clients]}.
     *
     * @param classes z with norm 1, {@code [clients, classes, embedding]}
     * @param template z^template with norm 1, {@code [1, classes, embedding]}
     */
    static Tensor distance(Tensor classes, Tensor template) {
        return classes.mul(template).sum(2).mean(1).neg().add(new Scalar(1));
    }

    /** The context is the whole model; the hand-crafted sentence only acts in the training. */
    @Override
    public ExportedModel exported(ParameterSet values) {
        return new ExportedModel(values, Optional.of(model.exportedAs(ContextModel.CONTEXT)));
    }

    @Override
    public void close() {
        model.close();
        Tensor held = template;
        if (held != null) {
            held.close();
        }
    }
}
