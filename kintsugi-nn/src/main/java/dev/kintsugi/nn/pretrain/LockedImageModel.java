package dev.kintsugi.nn.pretrain;

import java.util.Objects;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.linear;

import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.nn.clip.ClipConfig;
import dev.kintsugi.nn.clip.ClipTextTower;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import dev.kintsugi.nn.text.TokenBatch;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * A text tower that is trained against a frozen image tower (locked-image tuning, Zhai et al., CVPR 2022), of which
 * only a projection of its features is trained.
 *
 * <p>The projection is linear, plus a network with one hidden layer if asked for. It sees features with mean 0 and
 * deviation 1 per channel over the training images; {@link #exported} folds that into its matrices.
 */
public final class LockedImageModel implements ContrastiveModel {
    private static final double SMALLEST_DEVIATION = 1e-3;

    private final ClipConfig.Text config;
    private final int projectionDim;
    private final boolean hidden;
    private final Weights weights;
    private final ClipTextTower text;
    private final Tensor mean;
    private final Tensor inverseDeviation;

    /**
     * The dimensions of the model.
     *
     * @param projectionDim width of the joint space
     * @param imageWidth width of the frozen features
     * @param projectionHidden width of the hidden layer of the projection, 0 for none
     */
    public record Shape(ClipConfig.Text text, int projectionDim, int imageWidth, int projectionHidden) {}

    /** Creates the model with random weights; mean and deviation are those of {@code features}. */
    public LockedImageModel(Shape shape, FeatureTable features, long seed) {
        this.config = shape.text();
        this.projectionDim = shape.projectionDim();
        this.hidden = shape.projectionHidden() > 0;
        this.weights = new Weights(
                "model in training",
                ClipInitialisation.textAndProjection(
                        config, projectionDim, shape.imageWidth(), shape.projectionHidden(), seed));
        this.text = new ClipTextTower(weights, config, projectionDim);
        int width = features.width();
        double[] sums = new double[width];
        double[] squares = new double[width];
        float[] row = new float[width];
        for (int i = 0; i < features.rows(); i++) {
            features.copyRow(i, row, 0);
            for (int j = 0; j < width; j++) {
                sums[j] += row[j];
                squares[j] += (double) row[j] * row[j];
            }
        }
        float[] means = new float[width];
        float[] inverses = new float[width];
        for (int j = 0; j < width; j++) {
            double average = sums[j] / features.rows();
            means[j] = (float) average;
            double variance = Math.max(0, squares[j] / features.rows() - average * average);
            inverses[j] = (float) (1 / Math.max(SMALLEST_DEVIATION, Math.sqrt(variance)));
        }
        try (PointerScope scope = new PointerScope()) {
            this.mean = TensorBridge.keep(TensorBridge.tensor(means, width));
            this.inverseDeviation = TensorBridge.keep(TensorBridge.tensor(inverses, width));
        }
    }

    /** Returns the dimensions of the text tower. */
    public ClipConfig.Text config() {
        return config;
    }

    /** Returns the width of the joint space. */
    public int projectionDim() {
        return projectionDim;
    }

    @Override
    public Weights weights() {
        return weights;
    }

    @Override
    public Tensor imageFeatures(Tensor images) {
        Tensor normal = images.sub(mean).mul(inverseDeviation);
        Tensor projected = linear(normal, weights.asMap().get("visual_projection.weight"));
        if (!hidden) {
            return projected;
        }
        Tensor inner = gelu(linear(
                normal,
                weights.asMap().get("visual_mlp.fc1.weight"),
                new TensorOptional(weights.asMap().get("visual_mlp.fc1.bias"))));
        return projected.add(linear(inner, weights.asMap().get("visual_mlp.fc2.weight")));
    }

    @Override
    public Tensor textFeatures(TokenBatch texts) {
        return TrainableClip.encode(text, texts);
    }

    /**
     * Returns the tensors to write, which take the frozen features as they are; they belong to the scope that is open.
     */
    Map<String, Tensor> exported() {
        Map<String, Tensor> exported = new TreeMap<>(weights.asMap());
        fold(exported, "visual_projection");
        if (hidden) {
            fold(exported, "visual_mlp.fc1");
        }
        return exported;
    }

    /** {@code W ((x - mean) / deviation) + b = W' x + (b - W' mean)} with {@code W' = W / deviation}. */
    private void fold(Map<String, Tensor> tensors, String name) {
        Tensor weight = Objects.requireNonNull(weights.asMap().get(name + ".weight")).detach().mul(inverseDeviation);
        Tensor bias = weight.mv(mean).mul(new Scalar(-1.0));
        Tensor old = tensors.get(name + ".bias");
        tensors.put(name + ".weight", weight);
        tensors.put(name + ".bias", old == null ? bias : bias.add(old.detach()));
    }

    @Override
    public void close() {
        weights.close();
        mean.close();
        inverseDeviation.close();
    }
}
