package dev.kintsugi.methods.block;

import static org.bytedeco.pytorch.global.torch.clamp_min;
import static org.bytedeco.pytorch.global.torch.sigmoid;
import static org.bytedeco.pytorch.global.torch.softmax;

import dev.kintsugi.core.data.Targets;
import dev.kintsugi.nn.prompt.BlockLoss;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The loss of class scores against one or several labels per sample, per client. */
public final class LabelLoss {
    private final Targets targets;
    private final boolean sigmoid;

    /**
     * Creates the loss of a table.
     *
     * @param sigmoid binary cross-entropy per class, for samples with any number of labels; else cross-entropy over the
     *     classes, for samples with one
     */
    public LabelLoss(Targets targets, boolean sigmoid) {
        this.targets = targets;
        this.sigmoid = sigmoid;
    }

    /**
     * Returns the mean loss per client of one step, {@code [clients]}.
     *
     * @param scores {@code [clients, size, classes]}
     */
    public Tensor of(Tensor scores, BlockSchedule.Step step) {
        return of(scores, step.rows(), TensorBridge.tensor(step.weights(), step.clients(), step.size()));
    }

    /**
     * Returns the weighted sum of the losses of samples per client, {@code [clients]}.
     *
     * @param scores {@code [clients, size, classes]}
     * @param rows rows of the table, {@code [clients, size]}
     * @param weights {@code [clients, size]}
     */
    public Tensor of(Tensor scores, int[] rows, Tensor weights) {
        return sigmoid
                ? BlockLoss.binaryCrossEntropy(scores, hot(rows, weights), weights)
                : BlockLoss.crossEntropy(scores, labels(rows, weights), weights);
    }

    /**
     * Returns how sure scores are of what is true, in [0, 1], {@code [clients, size]}: the probability of the class, or
     * the mean probability of the classes that a sample has (0 if it has none).
     *
     * @param scores {@code [clients, size, classes]}
     * @param rows rows of the table, {@code [clients, size]}
     */
    public Tensor confidence(Tensor scores, int[] rows) {
        if (!sigmoid) {
            return softmax(scores, -1)
                    .gather(2, labels(rows, scores).unsqueeze(2))
                    .squeeze(2);
        }
        Tensor hot = hot(rows, scores);
        return sigmoid(scores).mul(hot).sum(2).div(clamp_min(hot.sum(2), new Scalar(1)));
    }

    /** Returns whether classes are told one by one. */
    public boolean multiLabel() {
        return sigmoid;
    }

    /** Returns the rows' only labels, {@code [clients, size]}. */
    public int[] labels(int[] rows) {
        int[] labels = new int[rows.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = targets.label(rows[i]);
        }
        return labels;
    }

    /** Returns the number of classes. */
    public int classes() {
        return targets.classes();
    }

    /** Returns the names of the classes. */
    public List<String> classNames() {
        return targets.classNames();
    }

    /** Returns whether a row has a class. */
    public boolean has(int row, int label) {
        for (int own : targets.labels(row)) {
            if (own == label) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the rows' only labels as a tensor, {@code [clients, size]} like the first two dimensions of {@code like}.
     */
    public Tensor labels(int[] rows, Tensor like) {
        long[] labels = new long[rows.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = targets.label(rows[i]);
        }
        return TensorBridge.tensor(labels, like.size(0), like.size(1));
    }

    /** Returns 1 for a class that a row has and 0 for another, {@code [clients, size, classes]} like {@code like}. */
    public Tensor hot(int[] rows, Tensor like) {
        int classes = targets.classes();
        float[] hot = new float[rows.length * classes];
        for (int i = 0; i < rows.length; i++) {
            for (int label : targets.labels(rows[i])) {
                hot[i * classes + label] = 1;
            }
        }
        return TensorBridge.tensor(hot, like.size(0), like.size(1), classes);
    }
}
