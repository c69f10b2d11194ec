package dev.kintsugi.methods.fedpha;

import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.stack;
import static org.bytedeco.pytorch.global.torch.svd;

import dev.kintsugi.core.method.ExportedModel;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.LocalContext;
import dev.kintsugi.methods.prompt.PromptLearner;
import dev.kintsugi.methods.prompt.TrainingBatch;
import dev.kintsugi.nn.prompt.CosineScores;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;

/** A shared prompt and every client's own, and the losses between them. */
final class FedPhaLearner implements PromptLearner {
    private final FedPhaOptions options;
    private final ContextModel model;
    private final ContextModel localModel;
    private final ParameterLayout layout;

    FedPhaLearner(Workplace workplace, FedPhaOptions options) {
        this.options = options;
        this.model = new ContextModel(workplace, options.context());
        this.localModel = options.localLength() == 0 ? model : new ContextModel(workplace, options.local());
        this.layout = LocalContext.layout(model, localModel, options.localStart());
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
    public Scorer scorer(BlockParameters parameters) {
        return localModel.scorer(parameters.get(LocalContext.NAME));
    }

    @Override
    public Tensor losses(BlockParameters current, BlockParameters initial, TrainingBatch batch) {
        Tensor shared = current.get(ContextModel.CONTEXT);
        Tensor local = current.get(LocalContext.NAME);
        Tensor sharedFeatures = model.encode(shared);
        Tensor sharedLoss = batch.crossEntropy(model.against(sharedFeatures).scores(batch.samples()));
        Tensor ownFeatures;
        @Nullable Tensor pulled = null;
        if (options.pull() > 0) {
            // the own prompt and its projection in one pass through the tower
            Tensor both = stack(new TensorVector(local, projected(local, shared)), 1);
            Tensor features = localModel.encode(both.flatten(0, 1)).unflatten(0, new long[] {-1, 2});
            ownFeatures = features.select(1, 0);
            pulled = pull(features).mul(new Scalar(options.pull()));
        } else {
            ownFeatures = localModel.encode(local);
        }
        Tensor losses = batch.crossEntropy(localModel.against(ownFeatures).scores(batch.samples()))
                .add(sharedLoss);
        if (pulled != null) {
            losses = losses.add(pulled);
        }
        if (options.push() > 0) {
            losses = losses.add(
                    push(ownFeatures, sharedFeatures, options.alpha()).mul(new Scalar(options.push())));
        }
        return losses;
    }

    private Tensor projected(Tensor local, Tensor shared) {
        Tensor basis = weakDirections(options.basisGradient() ? shared : shared.detach(), options.ratio());
        return matmul(matmul(local, basis), basis.transpose(1, 2));
    }

    /**
     * Returns V₂, the right singular vectors of contexts from index {@code int((1 − ratio) · rank)} on,
     * {@code [clients, width, kept]}.
     *
     * @param contexts {@code [clients, context, width]}
     */
    static Tensor weakDirections(Tensor contexts, double ratio) {
        long rank = Math.min(contexts.size(1), contexts.size(2));
        long first = (long) (rank * (1 - ratio)); // rounded down with the rounding of doubles, as released
        return svd(contexts).get2().narrow(2, first, rank - first);
    }

    /**
     * Returns the mean squared difference of two sets of directions per client, over classes and components.
     *
     * @param features not normalised, {@code [clients, 2, classes, embedding]}
     */
    static Tensor pull(Tensor features) {
        Tensor directions = CosineScores.normalised(features);
        return directions
                .select(1, 0)
                .sub(directions.select(1, 1))
                .square()
                .flatten(1, 2)
                .mean(1);
    }

    /**
     * Returns {@code mean_c relu(α − ‖z_L − z_G‖)} per client, of directions.
     *
     * @param own z_L, not normalised, {@code [clients, classes, embedding]}
     * @param shared z_G, of the same shape
     */
    static Tensor push(Tensor own, Tensor shared, double alpha) {
        Tensor distances = CosineScores.normalised(own)
                .sub(CosineScores.normalised(shared))
                .norm(new ScalarOptional(new Scalar(2.0)), new long[] {-1}, false);
        return relu(distances.neg().add(new Scalar(alpha))).mean(1);
    }

    /** Only the own prompt predicts. */
    @Override
    public ExportedModel exported(ParameterSet values) {
        return new ExportedModel(values, Optional.of(localModel.exportedAs(LocalContext.NAME)));
    }

    @Override
    public void close() {
        model.close();
        if (localModel != model) {
            localModel.close();
        }
    }
}
