package dev.kintsugi.methods.prompt;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.nn.prompt.CosineScores;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The batches of a block of clients for one round, padded to one shape.
 *
 * <p>Every client walks through its own rows in an order drawn from its own key, epoch by epoch; its last batch of an
 * epoch may be smaller. A client that has made all its steps gets padding only: such samples have weight 0.
 */
final class BlockBatches {
    private final LocalTraining training;
    private final FeatureTable features;
    private final Targets targets;
    private final List<int[]> orders = new ArrayList<>(); // per client: rows of all epochs, one after another
    private final int[] rowsPerEpoch;
    private final int[] steps;

    BlockBatches(Workplace workplace, List<ClientTask> block, LocalTraining training) {
        this.training = training;
        this.features = workplace.features(FeatureKind.pooled(Modality.IMAGE));
        this.targets = workplace.examples().targets();
        this.rowsPerEpoch = new int[block.size()];
        this.steps = new int[block.size()];
        for (int k = 0; k < block.size(); k++) {
            ClientTask task = block.get(k);
            ClientData data = workplace.client(task.client());
            rowsPerEpoch[k] = data.size();
            steps[k] = training.steps(data.size());
            KeyedRandom random = task.key("batches").open();
            int[] order = new int[training.localEpochs() * data.size()];
            for (int epoch = 0; epoch < training.localEpochs(); epoch++) {
                int[] positions = random.permutation(data.size());
                for (int i = 0; i < positions.length; i++) {
                    order[epoch * positions.length + i] = data.row(positions[i]);
                }
            }
            orders.add(order);
        }
    }

    /** Returns the number of steps of one client. */
    int steps(int client) {
        return steps[client];
    }

    /** Returns the number of steps of the busiest client. */
    int longest() {
        int longest = 0;
        for (int count : steps) {
            longest = Math.max(longest, count);
        }
        return longest;
    }

    /**
     * One step of all clients of the block.
     *
     * @param images normalised image features, {@code [clients, batch, embedding]}
     * @param labels int64 {@code [clients, batch]}
     * @param weights {@code [clients, batch]}: 1 / batch size for a sample, 0 for padding
     */
    record Batch(Tensor images, Tensor labels, Tensor weights) {}

    /** Returns the batch of one step; its tensors die with the scope that is open. */
    Batch at(int step) {
        int clients = orders.size();
        int size = widest(step);
        int width = features.width();
        float[] images = new float[clients * size * width];
        long[] labels = new long[clients * size];
        float[] weights = new float[clients * size];
        for (int k = 0; k < clients; k++) {
            int from = start(k, step);
            int count = count(k, step);
            for (int i = 0; i < size; i++) {
                int place = k * size + i;
                // Padding repeats a row of the same client, so that every feature is finite and can be normalised.
                int row = orders.get(k)[i < count ? from + i : 0];
                features.copyRow(row, images, place * width);
                labels[place] = targets.label(row);
                weights[place] = i < count ? 1f / count : 0f;
            }
        }
        return new Batch(
                CosineScores.normalised(TensorBridge.tensor(images, clients, size, width)),
                TensorBridge.tensor(labels, clients, size),
                TensorBridge.tensor(weights, clients, size));
    }

    private int widest(int step) {
        int widest = 1;
        for (int k = 0; k < steps.length; k++) {
            widest = Math.max(widest, count(k, step));
        }
        return widest;
    }

    private int stepsPerEpoch(int client) {
        return steps[client] / training.localEpochs();
    }

    private int start(int client, int step) {
        int perEpoch = stepsPerEpoch(client);
        return step / perEpoch * rowsPerEpoch[client] + step % perEpoch * training.batchSize();
    }

    private int count(int client, int step) {
        if (step >= steps[client]) {
            return 0;
        }
        int within = step % stepsPerEpoch(client) * training.batchSize();
        return Math.min(training.batchSize(), rowsPerEpoch[client] - within);
    }
}
