package dev.kintsugi.methods.fedcmi;

import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Which modality dominates a batch of a client: the one whose classifier is surest of the true classes, {@code s_m =
 * Σ_i softmax(C_m(S_m(z_m,i)))_{y_i}} over the complete samples (released {@code client/FedCMI.py}, {@code score_a},
 * {@code score_v}). Sums run in double, in the order of the samples.
 */
final class Dominance {
    private final double[][] sums; // [clients][modalities]
    private final int[] samples; // complete ones of each client

    private Dominance(double[][] sums, int[] samples) {
        this.sums = sums;
        this.samples = samples;
    }

    /**
     * Sums up a batch.
     *
     * @param scores per modality, {@code [clients, size, classes]}
     */
    static Dominance of(Run run, List<Tensor> scores) {
        MultimodalBatch batch = run.batch();
        float[] complete = TensorBridge.floats(run.complete());
        double[][] sums = new double[batch.clients()][scores.size()];
        int[] samples = new int[batch.clients()];
        for (int m = 0; m < scores.size(); m++) {
            float[] sure = TensorBridge.floats(run.confidence(scores.get(m)));
            for (int place : batch.places().toArray()) {
                if (complete[place] > 0) {
                    sums[place / batch.size()][m] += sure[place];
                    samples[place / batch.size()] += m == 0 ? 1 : 0;
                }
            }
        }
        return new Dominance(sums, samples);
    }

    /** Returns {@code s_m} of a client. */
    double sum(int client, int modality) {
        return sums[client][modality];
    }

    /** Returns the number of complete samples of a client. */
    int samples(int client) {
        return samples[client];
    }

    /**
     * Returns the dominant modality of a client, -1 if it has no complete sample. Of equal ones it is the last, since
     * the first of two has to be above the second.
     */
    int of(int client) {
        if (samples[client] == 0) {
            return -1;
        }
        int best = 0;
        for (int m = 1; m < sums[client].length; m++) {
            best = sums[client][m] >= sums[client][best] ? m : best;
        }
        return best;
    }

    /** Returns 1 for a client that a modality dominates and 0 for another, {@code [clients]}. */
    float[] dominatedBy(int modality) {
        float[] flags = new float[sums.length];
        for (int k = 0; k < flags.length; k++) {
            flags[k] = of(k) == modality ? 1 : 0;
        }
        return flags;
    }
}
