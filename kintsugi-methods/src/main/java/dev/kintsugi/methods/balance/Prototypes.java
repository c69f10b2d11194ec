package dev.kintsugi.methods.balance;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.multimodal.ClientSamples;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Means of a client's features per class and modality, {@code c_k^m} of PMR (Fan et al., CVPR 2023, Eq. 6). As an
 * array: {@code [classes, width + 1]}, a mean and then 1, or zeros for a class of which the client has no such sample.
 */
final class Prototypes {
    private static final double SMALLEST = 1e-12; // under a root whose slope would be infinite at 0
    private static final double UNSEEN = 1e9; // distance of a class that the client has not: probability 0

    private final int classes;
    private final Map<Modality, double[]> sums = new TreeMap<>(); // [classes, width + 1], counts in the last column
    private int width;

    private Prototypes(int classes) {
        this.classes = classes;
    }

    /** Returns the prototypes of all rows of a client under given parameters, by modality. */
    static Map<Modality, FloatArray> of(ParameterSet values, ClientSamples samples) {
        Prototypes prototypes = new Prototypes(samples.labels().classes());
        samples.each(values, forward -> prototypes.add(forward, samples));
        Map<Modality, FloatArray> means = new TreeMap<>();
        prototypes.sums.forEach((modality, sum) -> means.put(modality, prototypes.mean(sum)));
        return means;
    }

    private void add(Forward forward, ClientSamples samples) {
        MultimodalBatch batch = forward.run().batch();
        int[] labels = samples.labels().labels(batch.rows());
        for (int m = 0; m < forward.modalities().size(); m++) {
            Modality modality = forward.modalities().get(m);
            float[] features = TensorBridge.floats(forward.encoded().get(m).pooled());
            width = features.length / labels.length;
            double[] sum = sums.computeIfAbsent(modality, own -> new double[classes * (width + 1)]);
            for (int i = 0; i < labels.length; i++) {
                if (batch.has(i, modality)) {
                    int at = labels[i] * (width + 1);
                    for (int d = 0; d < width; d++) {
                        sum[at + d] += features[i * width + d];
                    }
                    sum[at + width]++;
                }
            }
        }
    }

    private FloatArray mean(double[] sum) {
        float[] means = new float[sum.length];
        for (int c = 0; c < classes; c++) {
            int at = c * (width + 1);
            double count = sum[at + width];
            for (int d = 0; d <= width && count > 0; d++) {
                means[at + d] = (float) (sum[at + d] / count); // the count over itself is 1
            }
        }
        return FloatArray.owning(new long[] {classes, width + 1}, means);
    }

    /**
     * Returns {@code ε · before + (1 − ε) · now} for classes that both have, else what one of them has.
     *
     * @param share ε, in [0, 1)
     */
    static FloatArray blended(FloatArray before, FloatArray now, double share) {
        int columns = (int) now.shape()[1];
        float[] blended = now.toArray();
        for (int at = 0; at < blended.length; at += columns) {
            boolean had = before.get(at + columns - 1) > 0;
            boolean has = now.get(at + columns - 1) > 0;
            for (int d = at; had && d < at + columns; d++) {
                blended[d] = has ? (float) (share * before.get(d) + (1 - share) * now.get(d)) : before.get(d);
            }
        }
        return FloatArray.owning(now.shape(), blended);
    }

    /**
     * Returns {@code −‖z − c_k‖₂}, the logits of {@code p(k | x)} (Eq. 7), {@code [clients, size, classes]}.
     *
     * @param features {@code [clients, size, width]}
     * @param prototypes {@code [clients, classes, width + 1]}
     */
    static Tensor logits(Tensor features, Tensor prototypes) {
        long width = features.size(2);
        Tensor means = prototypes.narrow(2, 0, width).unsqueeze(1);
        Tensor seen = prototypes.select(2, width).unsqueeze(1);
        Tensor distances = features.unsqueeze(2)
                .sub(means)
                .square()
                .sum(3)
                .clamp_min(new Scalar(SMALLEST))
                .sqrt();
        return seen.sub(new Scalar(1)).mul(new Scalar(UNSEEN)).sub(distances.mul(seen));
    }
}
