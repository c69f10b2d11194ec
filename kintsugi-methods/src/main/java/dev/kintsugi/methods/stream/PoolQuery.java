package dev.kintsugi.methods.stream;

import static org.bytedeco.pytorch.global.torch.matmul;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.nn.backbone.SingleStream;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** The query of a sample: its tokens as one normalised vector. */
public final class PoolQuery {
    private static final double FAR_BELOW = -1e30;
    private static final double SMALLEST_NORM = 1e-6;

    private PoolQuery() {}

    /**
     * Returns one vector per sample from its own tokens, padding aside, {@code [clients, batch, width]}.
     *
     * <p>Differs from the released code, which takes the maximum over padding too.
     */
    static Tensor pooled(StreamBatch batch, PoolOptions.Query kind) {
        Tensor mask = batch.mask().unsqueeze(2);
        Tensor pooled;
        if (kind == PoolOptions.Query.MAXIMUM) {
            Tensor hidden = mask.sub(new Scalar(1.0)).mul(new Scalar(-FAR_BELOW));
            pooled = batch.tokens().mul(mask).add(hidden).amax(new long[] {1}, false);
        } else {
            pooled = batch.tokens().mul(mask).sum(1).div(mask.sum(1));
        }
        return pooled.view(batch.clients(), batch.size(), batch.tokens().size(2));
    }

    /** Returns the vector of a sample of which every modality is missing and filled, {@code [width]}. */
    static float[] ofNothing(SingleStream backbone, PoolOptions.Query kind) {
        int width = backbone.width();
        float[] pooled = new float[width];
        double[] sums = new double[width];
        int seen = 0;
        Arrays.fill(pooled, Float.NEGATIVE_INFINITY);
        for (Modality modality : backbone.modalities()) {
            float[] row = backbone.fill(modality);
            int tokens = backbone.tokens(modality);
            for (int token = 0; token < tokens; token++) {
                if (row[tokens * width + token] > 0) {
                    for (int i = 0; i < width; i++) {
                        pooled[i] = Math.max(pooled[i], row[token * width + i]);
                        sums[i] += row[token * width + i];
                    }
                    seen++;
                }
            }
        }
        for (int i = 0; i < width && kind == PoolOptions.Query.MEAN; i++) {
            pooled[i] = (float) (sums[i] / seen);
        }
        return pooled;
    }

    /**
     * Returns the normalised queries, {@code [clients, batch, width]}.
     *
     * @param fixed the fixed matrices by name, {@code [width, width]} each
     */
    static Tensor of(
            Tensor pooled,
            PoolOptions.Projection kind,
            Map<String, FloatArray> fixed,
            String name,
            BlockParameters parameters) {
        Tensor projected = switch (kind) {
            case NONE -> pooled;
            case FIXED ->
                matmul(
                        pooled,
                        TensorBridge.tensor(Objects.requireNonNull(fixed.get(name)))
                                .transpose(0, 1));
            case LEARNED -> matmul(pooled, parameters.get(name).transpose(1, 2));
        };
        return normalised(projected);
    }

    /** Returns vectors with norm 1 over the last dimension; one of zeros stays as it is. */
    public static Tensor normalised(Tensor vectors) {
        // A sample that is like an empty one asks for nothing in particular: 0 instead of 0 / 0.
        Tensor norm = vectors.norm(new ScalarOptional(new Scalar(2.0)), new long[] {-1}, true);
        return vectors.div(norm.clamp_min(new Scalar(SMALLEST_NORM)));
    }
}
