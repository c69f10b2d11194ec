package dev.kintsugi.methods.stream;

import dev.kintsugi.core.data.Targets;
import dev.kintsugi.methods.block.BlockSchedule;
import dev.kintsugi.nn.prompt.BlockLoss;
import dev.kintsugi.nn.tensor.TensorBridge;
import org.bytedeco.pytorch.Tensor;

/** The loss of class scores against one or several labels per sample, per client. */
final class StreamLoss {
    private final Targets targets;
    private final boolean sigmoid;

    StreamLoss(Targets targets, ClassifierOptions.Loss kind) {
        this.targets = targets;
        this.sigmoid = kind == ClassifierOptions.Loss.SIGMOID
                || kind == ClassifierOptions.Loss.AUTO && !targets.isSingleLabel();
    }

    /**
     * Returns the mean loss per client, {@code [clients]}.
     *
     * @param scores {@code [clients, batch, classes]}
     */
    Tensor of(Tensor scores, BlockSchedule.Step step) {
        Tensor weights = TensorBridge.tensor(step.weights(), step.clients(), step.size());
        if (!sigmoid) {
            long[] labels = new long[step.rows().length];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = targets.label(step.rows()[i]);
            }
            return BlockLoss.crossEntropy(scores, TensorBridge.tensor(labels, step.clients(), step.size()), weights);
        }
        int classes = targets.classes();
        float[] hot = new float[step.rows().length * classes];
        for (int i = 0; i < step.rows().length; i++) {
            for (int label : targets.labels(step.rows()[i])) {
                hot[i * classes + label] = 1;
            }
        }
        return BlockLoss.binaryCrossEntropy(
                scores, TensorBridge.tensor(hot, step.clients(), step.size(), classes), weights);
    }
}
