package dev.kintsugi.methods.fedpgp;

import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.stack;

import dev.kintsugi.core.method.ExportedModel;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.InitialDraws;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.Momentum;
import dev.kintsugi.methods.prompt.PromptLearner;
import dev.kintsugi.methods.prompt.TrainingBatch;
import dev.kintsugi.nn.prompt.CosineScores;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;

/** Prompts {@code p_G + U V} per client, and their loss. */
final class FedPgpLearner implements PromptLearner {
    static final String LEFT = "prompt.left"; // U, [context, bottleneck]
    static final String RIGHT = "prompt.right"; // V, [bottleneck, width]
    private static final String GLOBAL = "prompt.global"; // p_G in an export, where p_i is the context

    private final FedPgpOptions options;
    private final ContextModel model;
    private final ParameterLayout layout = new ParameterLayout();
    private final @Nullable Tensor knowledge; // z_C, norm 1, [1, classes, embedding]; null where it has no weight

    FedPgpLearner(Workplace workplace, FedPgpOptions options) {
        this.options = options;
        this.model = new ContextModel(workplace, options.context());
        ParameterSpec context = model.spec(Scope.SHARED);
        layout.add(context, model::initialContext);
        if (options.bottleneck() > 0) {
            local(LEFT, context.shape()[0], options.bottleneck());
            local(RIGHT, options.bottleneck(), context.shape()[1]);
        }
        this.knowledge = options.mu() > 0 ? knowledge(workplace, context.shape()[0]) : null;
    }

    private void local(String name, long... shape) {
        layout.add(
                new ParameterSpec(name, shape, Scope.LOCAL, Optional.empty()),
                seed -> InitialDraws.normal(seed, name, options.initialDeviation(), shape));
    }

    private Tensor knowledge(Workplace workplace, long contextLength) {
        String own = options.knowledgeTemplate().isEmpty() ? workplace.promptTemplate() : options.knowledgeTemplate();
        String template = options.knowledge() == FedPgpOptions.Knowledge.PLACEHOLDER
                ? "X ".repeat(Math.toIntExact(contextLength)) + "{}."
                : own;
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return TensorBridge.keep(
                    CosineScores.normalised(model.encode(template)).unsqueeze(0));
        }
    }

    @Override
    public List<ParameterSpec> parameters() {
        return layout.specs();
    }

    @Override
    public ParameterSet initial(long seed) {
        return layout.initial(seed);
    }

    @Override
    public boolean trains(String parameter) {
        return options.trainGlobal() || !parameter.equals(ContextModel.CONTEXT);
    }

    @Override
    public Momentum momentum() {
        return options.momentum();
    }

    /**
     * Returns {@code p_i}, {@code [clients, context, width]}; {@code p_G} where there is nothing of the client's own.
     */
    private static Tensor personal(BlockParameters parameters) {
        Tensor shared = parameters.get(ContextModel.CONTEXT);
        return parameters.names().contains(LEFT)
                ? shared.add(matmul(parameters.get(LEFT), parameters.get(RIGHT)))
                : shared;
    }

    @Override
    public boolean hasSharedModel() {
        return true;
    }

    /** The context is {@code p_i}; {@code p_G}, U and V stand beside it. */
    @Override
    public ExportedModel exported(ParameterSet values) {
        Map<String, FloatArray> all = new TreeMap<>(values.asMap());
        if (values.contains(LEFT)) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                all.put(GLOBAL, values.get(ContextModel.CONTEXT));
                all.put(
                        ContextModel.CONTEXT,
                        TensorBridge.array(
                                personal(BlockParameters.stack(List.of(values))).select(0, 0)));
            }
        }
        return new ExportedModel(ParameterSet.of(all), Optional.of(model.exportedAs(ContextModel.CONTEXT)));
    }

    @Override
    public Scorer scorer(BlockParameters parameters) {
        return model.scorer(personal(parameters));
    }

    @Override
    public Tensor losses(BlockParameters current, BlockParameters initial, TrainingBatch batch) {
        Tensor positive = knowledge;
        if (positive == null) {
            return PromptLearner.super.losses(current, initial, batch);
        }
        // both prompts of a client in one pass through the tower
        Tensor prompts = stack(new TensorVector(personal(current), current.get(ContextModel.CONTEXT)), 1);
        Tensor features = model.encode(prompts.flatten(0, 1)).unflatten(0, new long[] {-1, 2});
        Tensor own = features.select(1, 0);
        Tensor contrast = contrast(
                CosineScores.normalised(features.select(1, 1)),
                CosineScores.normalised(own),
                positive,
                options.temperature());
        Tensor scores = model.against(own).scores(batch.samples());
        return batch.crossEntropy(scores).add(contrast.mul(new Scalar(options.mu())));
    }

    /**
     * Returns the contrastive loss per client, {@code mean_c softplus((cos(z_G, z_P) − cos(z_G, z_C)) / τ)}: the
     * two-way cross-entropy with z_C as positive and z_P as negative, over the classes c.
     *
     * @param shared z_G with norm 1, {@code [clients, classes, embedding]}
     * @param own z_P with norm 1, of the same shape
     * @param knowledge z_C with norm 1, {@code [1, classes, embedding]}
     */
    static Tensor contrast(Tensor shared, Tensor own, Tensor knowledge, double temperature) {
        return GlobalContrast.of(shared, own, knowledge, temperature).mean(1);
    }

    @Override
    public void close() {
        model.close();
        Tensor held = knowledge;
        if (held != null) {
            held.close();
        }
    }
}
