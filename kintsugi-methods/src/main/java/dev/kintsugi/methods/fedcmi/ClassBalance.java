package dev.kintsugi.methods.fedcmi;

import static org.bytedeco.pytorch.global.torch.sigmoid;
import static org.bytedeco.pytorch.global.torch.softmax;

import dev.kintsugi.methods.block.LabelLoss;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * How sure each modality is of each class among the complete samples that have it: {@code P_m[c] = mean_{i: y_i = c}
 * softmax(C_m(S_m(z_m,i)))_c} (released {@code get_average_probs}); with several labels per sample, of the sigmoids
 * over the samples that have c. Collects portion by portion; not thread-safe.
 */
final class ClassBalance {
    private final LabelLoss labels;
    private final double[][] sums; // [modalities][classes]
    private final int[] counts; // of each class

    ClassBalance(LabelLoss labels, int modalities) {
        this.labels = labels;
        this.sums = new double[modalities][labels.classes()];
        this.counts = new int[labels.classes()];
    }

    /**
     * Adds a portion of rows of one client.
     *
     * @param scores per modality, {@code [1, size, classes]}
     */
    void add(Forward forward, List<Tensor> scores) {
        int[] rows = forward.run().batch().rows();
        float[] complete = TensorBridge.floats(forward.run().complete());
        for (int m = 0; m < sums.length; m++) {
            float[] sure =
                    TensorBridge.floats(labels.multiLabel() ? sigmoid(scores.get(m)) : softmax(scores.get(m), -1));
            for (int i = 0; i < rows.length; i++) {
                for (int c = 0; c < counts.length; c++) {
                    if (complete[i] > 0 && labels.has(rows[i], c)) {
                        sums[m][c] += sure[i * counts.length + c];
                        counts[c] += m == 0 ? 1 : 0;
                    }
                }
            }
        }
    }

    /** Returns {@code P_m}, 0 for a class without samples. */
    double[] of(int modality) {
        double[] means = new double[counts.length];
        for (int c = 0; c < means.length; c++) {
            means[c] = counts[c] > 0 ? sums[modality][c] / counts[c] : 0;
        }
        return means;
    }
}
