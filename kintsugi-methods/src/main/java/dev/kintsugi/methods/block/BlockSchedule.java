package dev.kintsugi.methods.block;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.round.ClientTask;
import java.util.ArrayList;
import java.util.List;

/**
 * Which rows a block of clients sees in which step of one round, padded to one shape.
 *
 * <p>Every client walks through its own rows in an order drawn from its own key, epoch by epoch; its last batch of an
 * epoch may be smaller. A client that has made all its steps gets padding only: such samples have weight 0.
 */
public final class BlockSchedule {
    private final LocalTraining training;
    private final List<int[]> orders = new ArrayList<>(); // per client: rows of all epochs, one after another
    private final List<int[]> views = new ArrayList<>(); // per client: which view of these rows
    private final int[] rowsPerEpoch;
    private final int[] steps;

    /**
     * One step of all clients of a block.
     *
     * @param number number of the step in this round, from 0
     * @param clients number of clients
     * @param size samples per client, padding included
     * @param rows row numbers of the training table, {@code [clients, size]}; padding repeats a row of the same client,
     *     so that every feature is finite
     * @param views which view of each row, {@code [clients, size]}; all 0 where the workplace has none
     * @param weights {@code [clients, size]}: 1 / samples of the client's batch for a sample, 0 for padding
     */
    @SuppressWarnings("ArrayRecordComponent") // handed from the schedule to one objective, never compared
    public record Step(int number, int clients, int size, int[] rows, int[] views, float[] weights) {}

    /**
     * Draws the orders.
     *
     * @throws DataException if a client has no rows
     */
    public BlockSchedule(Workplace workplace, List<ClientTask> block, LocalTraining training) {
        this.training = training;
        this.rowsPerEpoch = new int[block.size()];
        this.steps = new int[block.size()];
        for (int k = 0; k < block.size(); k++) {
            ClientTask task = block.get(k);
            ClientData data = workplace.client(task.client());
            if (data.size() == 0) {
                throw new DataException(
                        "client '" + task.client() + "' has no training rows; give it some or leave it out");
            }
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
            views.add(views(task, order.length, workplace.views()));
        }
    }

    /** Draws a view for every row that a client will see. */
    private static int[] views(ClientTask task, int rows, int count) {
        int[] drawn = new int[rows];
        if (count > 1) {
            KeyedRandom random = task.key("views").open();
            for (int i = 0; i < rows; i++) {
                drawn[i] = random.nextInt(count);
            }
        }
        return drawn;
    }

    /** Returns the number of steps of one client. */
    public int steps(int client) {
        return steps[client];
    }

    /** Returns the number of steps of the busiest client. */
    public int longest() {
        int longest = 0;
        for (int count : steps) {
            longest = Math.max(longest, count);
        }
        return longest;
    }

    /** Returns the rows of one step. */
    public Step at(int step) {
        int clients = orders.size();
        int size = widest(step);
        int[] rows = new int[clients * size];
        int[] chosen = new int[clients * size];
        float[] weights = new float[clients * size];
        for (int k = 0; k < clients; k++) {
            int from = start(k, step);
            int count = count(k, step);
            for (int i = 0; i < size; i++) {
                int at = i < count ? from + i : 0;
                rows[k * size + i] = orders.get(k)[at];
                chosen[k * size + i] = views.get(k)[at];
                weights[k * size + i] = i < count ? 1f / count : 0f;
            }
        }
        return new Step(step, clients, size, rows, chosen, weights);
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
