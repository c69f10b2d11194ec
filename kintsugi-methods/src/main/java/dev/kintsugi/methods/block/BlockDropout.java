package dev.kintsugi.methods.block;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Drop-out (Srivastava et al., JMLR 2014) of one step of a block, drawn from a key per client, layer and step: a value
 * is 0 with probability {@code rate}, else divided by {@code 1 − rate}.
 *
 * <p>A client's draws run over its samples in their order and over the values of each, so that they are the same bits
 * in a block and alone, whatever padding follows.
 */
public final class BlockDropout {
    private static final double RANGE = 0x1.0p32;

    private final List<ClientTask> tasks;
    private final int step;

    private BlockDropout(List<ClientTask> tasks, int step) {
        this.tasks = tasks;
        this.step = step;
    }

    /**
     * Returns the drop-out of one step of training.
     *
     * @param tasks of the clients of the block, in its order
     * @param step number of the step in this round, {@link BlockSchedule.Step#number}
     */
    public static BlockDropout of(List<ClientTask> tasks, int step) {
        return new BlockDropout(List.copyOf(tasks), step);
    }

    /** Returns no drop-out, for evaluation: {@link #apply} returns its argument. */
    public static BlockDropout none() {
        return new BlockDropout(List.of(), 0);
    }

    /**
     * Returns {@code input} with values dropped, of the same shape.
     *
     * @param layer names the draws; two layers of one name drop alike
     * @param input {@code [clients, size, …]}
     * @param rate in {@code [0, 1)}
     */
    public Tensor apply(String layer, Tensor input, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("rate must be in [0, 1), but was " + rate);
        }
        return tasks.isEmpty() || rate == 0 ? input : input.mul(mask(layer, input.shape(), rate));
    }

    /** Returns 0 where a value is dropped and {@code 1 / (1 − rate)} elsewhere. */
    private Tensor mask(String layer, long[] shape, double rate) {
        if (shape[0] != tasks.size()) {
            throw new IllegalArgumentException("the input has " + shape[0] + " clients, the drop-out " + tasks.size());
        }
        int perClient = 1;
        for (int i = 1; i < shape.length; i++) {
            perClient = Math.multiplyExact(perClient, Math.toIntExact(shape[i]));
        }
        float[] values = new float[Math.multiplyExact(tasks.size(), perClient)];
        for (int k = 0; k < tasks.size(); k++) {
            KeyedRandom random =
                    tasks.get(k).key("dropout/" + layer + "/" + step).open();
            fill(values, k * perClient, (k + 1) * perClient, random, rate);
        }
        return TensorBridge.tensor(values, shape);
    }

    /** Two draws of 32 bits from each number. */
    private static void fill(float[] values, int from, int to, KeyedRandom random, double rate) {
        float kept = (float) (1 / (1 - rate));
        long dropped = Math.round(rate * RANGE);
        for (int i = from; i < to; i += 2) {
            long bits = random.nextLong();
            values[i] = bits >>> 32 < dropped ? 0 : kept;
            if (i + 1 < to) {
                values[i + 1] = (bits & 0xffffffffL) < dropped ? 0 : kept;
            }
        }
    }
}
