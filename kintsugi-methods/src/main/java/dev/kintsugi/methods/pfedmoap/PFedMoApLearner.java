package dev.kintsugi.methods.pfedmoap;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.ones;

import dev.kintsugi.core.method.ExportedModel;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.PromptLearner;
import dev.kintsugi.methods.prompt.TrainingBatch;
import dev.kintsugi.methods.server.Aggregation;
import dev.kintsugi.nn.backbone.TwoTower;
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

/** A client's prompt, its gating, and the experts that it was sent. */
final class PFedMoApLearner implements PromptLearner {
    /**
     * What a client is tested with, {@code [1 + experts, context, width]}: its own prompt as it was sent after the last
     * training, then the experts of that round; zeros where there is none.
     */
    static final String KEPT = "prompts.kept";

    private static final String FEATURES = "experts.features"; // pooled, norm 1 before, [experts, classes, width]
    private static final int SAMPLES_AT_ONCE = 512;

    private final PFedMoApOptions options;
    private final ContextModel model;
    private final double logitScale;
    private final ParameterLayout layout = new ParameterLayout();
    private final Gating gating;
    private final ExpertPool pool;
    private final long[] keptShape;

    PFedMoApLearner(Workplace workplace, PFedMoApOptions options) {
        TwoTower backbone = ContextModel.requireTwoTower(workplace);
        this.options = options;
        this.model = new ContextModel(workplace, options.context());
        this.logitScale = backbone.logitScale();
        this.pool = new ExpertPool(options.experts(), options.choice());
        ParameterSpec context = model.spec(Scope.SHARED);
        layout.add(context, model::initialContext);
        this.gating = new Gating(backbone.image().embeddingWidth(), options, layout);
        this.keptShape = new long[] {1L + options.experts(), context.shape()[0], context.shape()[1]};
        layout.add(
                new ParameterSpec(KEPT, keptShape, Scope.LOCAL, Optional.empty()), seed -> FloatArray.zeros(keptShape));
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
        return !parameter.equals(KEPT);
    }

    @Override
    public Aggregation aggregation() {
        return pool;
    }

    @Override
    public int samplesAtOnce() {
        return SAMPLES_AT_ONCE;
    }

    /** Encodes the experts once per round: they do not learn. */
    @Override
    public ParameterSet prepared(ClientTask task) {
        if (!task.shared().contains(ExpertPool.EXPERTS)) {
            return ParameterSet.empty();
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor experts = TensorBridge.tensor(task.shared().get(ExpertPool.EXPERTS));
            return ParameterSet.of(FEATURES, TensorBridge.array(expertFeatures(experts)));
        }
    }

    /**
     * Returns pooled class features, {@code [experts, classes, width]}, of contexts {@code [experts, context, width]}.
     */
    private Tensor expertFeatures(Tensor contexts) {
        return gating.pool(CosineScores.normalised(model.encode(contexts)));
    }

    /** Returns 1 for contexts that are there and 0 for zeros, {@code [clients, experts]}. */
    private static Tensor present(Tensor contexts) {
        return contexts.square().flatten(2, -1).sum(2).sign();
    }

    @Override
    public Tensor losses(BlockParameters current, BlockParameters initial, TrainingBatch batch) {
        Tensor classes = model.encode(current.get(ContextModel.CONTEXT));
        Tensor scores = current.names().contains(FEATURES)
                ? mixed(
                        current,
                        batch.samples().images(),
                        classes,
                        current.get(FEATURES),
                        present(current.get(ExpertPool.EXPERTS)))
                : model.against(classes).scores(batch.samples());
        return batch.crossEntropy(scores).add(gating.unused(current));
    }

    /** Scores with the client's own prompt and its experts; with the mean prompt where it has none of its own. */
    @Override
    public Scorer scorer(BlockParameters parameters) {
        Tensor shared = parameters.get(ContextModel.CONTEXT);
        if (!parameters.names().contains(KEPT)) {
            return model.scorer(shared);
        }
        Tensor kept = parameters.get(KEPT);
        Tensor there = present(kept);
        Tensor trained = there.narrow(1, 0, 1).unsqueeze(2); // [clients, 1, 1]
        Tensor own = kept.select(1, 0).add(shared.mul(trained.neg().add(new Scalar(1.0))));
        long experts = Math.round(
                TensorBridge.floats(there.narrow(1, 1, options.experts()).sum(1).max())[0]);
        if (experts == 0) {
            return model.scorer(own);
        }
        Tensor classes = model.encode(own);
        Tensor features =
                expertFeatures(kept.narrow(1, 1, experts).flatten(0, 1)).unflatten(0, new long[] {-1, experts});
        Tensor present = there.narrow(1, 1, experts);
        return samples -> mixed(parameters, samples.images(), classes, features, present);
    }

    /**
     * Returns {@code λ s cos(f, T) + s ⟨pool(f), T_MoE⟩}, and {@code s cos(f, T)} for clients without any expert,
     * {@code [clients, size, classes]}.
     *
     * @param images with norm 1, {@code [clients, size, embedding]}
     * @param classes of the own prompt, not normalised, {@code [clients, classes, embedding]}
     * @param experts pooled class features, {@code [clients, experts, classes, width]}
     * @param present {@code [clients, experts]}: 1 for an expert that is there, else 0
     */
    private Tensor mixed(BlockParameters parameters, Tensor images, Tensor classes, Tensor experts, Tensor present) {
        Tensor own = CosineScores.normalised(classes);
        Tensor ownScores = matmul(images, own.transpose(1, 2)).mul(new Scalar(logitScale));
        Tensor all = cat(new TensorVector(gating.pool(own).unsqueeze(1), experts), 1);
        Tensor allPresent = cat(new TensorVector(ones(present.size(0), 1), present), 1);
        Tensor mixture =
                gating.match(parameters, gating.pool(images), all, allPresent).mul(new Scalar(logitScale));
        Tensor any = present.sum(1).sign().view(-1, 1, 1);
        Tensor factor = any.mul(new Scalar(options.lambda())).add(any.neg().add(new Scalar(1.0)));
        return ownScores.mul(factor).add(mixture.mul(any));
    }

    /** Keeps the own prompt and the experts for the test. */
    @Override
    public ParameterSet finish(ClientTask task, ParameterSet learned) {
        float[] kept = new float[Math.toIntExact(keptShape[0] * keptShape[1] * keptShape[2])];
        FloatArray own = learned.get(ContextModel.CONTEXT);
        own.copyTo(kept, 0);
        if (task.shared().contains(ExpertPool.EXPERTS)) {
            task.shared().get(ExpertPool.EXPERTS).copyTo(kept, own.size());
        }
        Map<String, FloatArray> values = new TreeMap<>(learned.asMap());
        values.put(KEPT, FloatArray.owning(keptShape.clone(), kept));
        return ParameterSet.of(values);
    }

    @Override
    public boolean hasSharedModel() {
        return true;
    }

    /** The shared context is the whole model only without a client's prompt and experts. */
    @Override
    public ExportedModel exported(ParameterSet values) {
        return new ExportedModel(
                values, values.contains(KEPT) ? Optional.empty() : Optional.of(model.exportedAs(ContextModel.CONTEXT)));
    }

    @Override
    public void close() {
        model.close();
    }
}
