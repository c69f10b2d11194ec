package dev.kintsugi.methods.dimml;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.multimodal.ClientSamples;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.nn.tensor.TensorBridge;

/** Sums, counts and hits of one client, per modality; a sample counts for the modalities that it has. */
final class DimensionStatistics {
    private final int modalities;
    private final int classes;
    private final int width;
    private final double[] sums; // [modalities, classes, width]
    private final float[] counts; // [modalities, classes]
    private final float[] hits; // [modalities, width]

    DimensionStatistics(int modalities, int classes, int width) {
        this.modalities = modalities;
        this.classes = classes;
        this.width = width;
        this.sums = new double[modalities * classes * width];
        this.counts = new float[modalities * classes];
        this.hits = new float[modalities * width];
    }

    /** Adds the samples of a client to sums and counts, with the encoders of {@code values}. */
    void addSums(ClientSamples samples, ParameterSet values) {
        samples.each(values, forward -> {
            for (int m = 0; m < modalities; m++) {
                float[] features = TensorBridge.floats(forward.features().get(m).pooled());
                int[] labels = labels(forward, m);
                for (int i = 0; i < labels.length; i++) {
                    if (labels[i] >= 0) {
                        add(m, labels[i], features, i * width);
                    }
                }
            }
        });
    }

    /** Returns the classes of the samples, −1 for one that misses the modality. */
    private static int[] labels(Forward forward, int modality) {
        int[] labels = forward.run().labels().labels(forward.run().batch().rows());
        float[] present = TensorBridge.floats(forward.features().get(modality).present());
        for (int i = 0; i < labels.length; i++) {
            labels[i] = present[i] > 0 ? labels[i] : -1;
        }
        return labels;
    }

    void add(int modality, int label, float[] features, int from) {
        counts[modality * classes + label]++;
        for (int t = 0; t < width; t++) {
            sums[(modality * classes + label) * width + t] += features[from + t];
        }
    }

    /** Adds the samples of a client to counts and hits. */
    void countHits(ClientSamples samples, ParameterSet values, FloatArray means, FloatArray seen) {
        samples.each(values, forward -> {
            for (int m = 0; m < modalities; m++) {
                float[] features = TensorBridge.floats(forward.features().get(m).pooled());
                int[] labels = labels(forward, m);
                for (int i = 0; i < labels.length; i++) {
                    if (labels[i] >= 0) {
                        hit(m, labels[i], features, i * width, means, seen);
                    }
                }
            }
        });
    }

    /**
     * Adds one sample: dimension t is a hit if of all classes that have a mean the true one's is nearest, the first of
     * equally near ones.
     */
    void hit(int modality, int label, float[] features, int from, FloatArray means, FloatArray seen) {
        counts[modality * classes + label]++;
        for (int t = 0; t < width; t++) {
            int nearest = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
                int place = modality * classes + k;
                double distance = Math.abs((double) features[from + t] - means.get(place * width + t));
                if (seen.get(place) > 0 && distance < least) {
                    least = distance;
                    nearest = k;
                }
            }
            hits[modality * width + t] += nearest == label ? 1 : 0;
        }
    }

    FloatArray sums() {
        float[] values = new float[sums.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) sums[i];
        }
        return FloatArray.owning(new long[] {modalities, classes, width}, values);
    }

    FloatArray counts() {
        return FloatArray.owning(new long[] {modalities, classes}, counts.clone());
    }

    FloatArray hits() {
        return FloatArray.owning(new long[] {modalities, width}, hits.clone());
    }

    /**
     * Returns class means {@code [modalities, classes, width]}; zeros where there was no sample.
     *
     * @param shape of the sums
     */
    static FloatArray means(long[] shape, double[] sums, double[] counts) {
        int width = Math.toIntExact(shape[2]);
        float[] means = new float[sums.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = counts[i / width] > 0 ? (float) (sums[i] / counts[i / width]) : 0;
        }
        return FloatArray.owning(shape, means);
    }

    /**
     * Returns the effective dimensions {@code D_m = {t : e_{m,t} > mean_t e_{m,t}}} as 1 and 0. Hit rates e and hits
     * differ by one factor per modality, so hits are compared.
     *
     * @param shape of the hits, {@code [modalities, width]}
     */
    static FloatArray effective(long[] shape, double[] hits) {
        int width = Math.toIntExact(shape[1]);
        float[] effective = new float[hits.length];
        for (int m = 0; m < shape[0]; m++) {
            double sum = 0;
            for (int t = 0; t < width; t++) {
                sum += hits[m * width + t];
            }
            for (int t = 0; t < width; t++) {
                effective[m * width + t] = hits[m * width + t] * width > sum ? 1 : 0;
            }
        }
        return FloatArray.owning(shape, effective);
    }
}
