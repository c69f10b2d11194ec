package dev.kintsugi.methods.balance;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * How far each modality of each client is ahead of the others: {@code ρ^m = 1 / (M − 1) Σ_{j≠m} s^m / s^j}, with
 * {@code s^m} the sum over the batch of the probability that modality m alone gives to the true class (Wei et al.,
 * TPAMI 2024, Eq. 7; for two modalities the ratio of OGM-GE, Eq. 9). Only complete samples count.
 *
 * @param ratios per modality and client; NaN for a client without complete samples
 */
@SuppressWarnings("ArrayRecordComponent") // handed on within one step, never compared
record DominanceRatios(double[][] ratios) {
    private static final double SMALLEST = 1e-8; // softmax can be 0 in single precision

    /**
     * Returns the ratios of features in a run that knows the labels.
     *
     * @param features per modality, as the fusion would get them
     */
    static DominanceRatios of(Run run, List<Tokens> features) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensor[] confidences = new Tensor[features.size()];
            for (int m = 0; m < confidences.length; m++) {
                confidences[m] = run.confidence(alone(run, features, m));
            }
            return of(run, confidences);
        }
    }

    /** Returns the fusion's scores of one modality alone, {@code [clients, size, classes]}. */
    static Tensor alone(Run run, List<Tokens> features, int modality) {
        return run.network().fusion().alone(run.current(), features, modality);
    }

    /**
     * Returns the ratios of given probabilities.
     *
     * @param confidences per modality, {@code [clients, size]}
     */
    static DominanceRatios of(Run run, Tensor... confidences) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensor chosen = run.complete().mul(run.batch().weighted());
            float[] counted = TensorBridge.floats(chosen.sum(1));
            double[][] sums = new double[confidences.length][counted.length];
            for (int m = 0; m < sums.length; m++) {
                float[] sum = TensorBridge.floats(confidences[m].mul(chosen).sum(1));
                for (int k = 0; k < sum.length; k++) {
                    sums[m][k] = counted[k] > 0 ? sum[k] : Double.NaN;
                }
            }
            return of(sums);
        }
    }

    /**
     * Returns the ratios of sums.
     *
     * @param sums per modality and client; NaN for a client without complete samples
     */
    static DominanceRatios of(double[][] sums) {
        double[][] ratios = new double[sums.length][sums[0].length];
        for (int m = 0; m < sums.length; m++) {
            for (int k = 0; k < ratios[m].length; k++) {
                for (int j = 0; j < sums.length; j++) {
                    ratios[m][k] += j == m ? 0 : sums[m][k] / Math.max(sums[j][k], SMALLEST) / (sums.length - 1);
                }
            }
        }
        return new DominanceRatios(ratios);
    }

    /** Returns whether a client has complete samples. */
    boolean known(int client) {
        return Arrays.stream(ratios).noneMatch(ratio -> Double.isNaN(ratio[client]));
    }

    /**
     * Checks that there is something to compare.
     *
     * @throws ConfigException if the network has one modality
     */
    static void require(MultimodalNetwork network, String what) {
        List<Modality> modalities = network.modalities();
        if (modalities.size() < 2) {
            throw new ConfigException(what + " compares modalities, but the network has only " + modalities
                    + "; take another method for one modality, or more of encoders.modalities");
        }
    }
}
