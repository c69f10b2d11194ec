package dev.kintsugi.methods.alignment;

import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The weighted mean position by position: prompt 3 of the pool is the mean of the clients' prompts 3.
 *
 * <p>What plain federated averaging (McMahan et al., AISTATS 2017) does with a pool; the control of every alignment. It
 * mixes unrelated prompts as soon as two clients hold the same prompts in another order. A position to which no client
 * gives weight keeps its prompt. <b>Limit:</b> on pools in the same order {@link PromptAlignment} equals it, with
 * {@code byUse}, bit for bit (tested).
 *
 * @param byUse whether a prompt weighs examples × share of uses, instead of the examples of its client
 */
@Kind(value = "position-mean", description = "weighted mean position by position, without alignment")
public record PositionMean(
        @Option("whether a prompt weighs examples × share of uses, instead of the examples of its client")
        boolean byUse)
        implements PoolAggregation {
    /** Plain federated averaging. */
    public static final PositionMean DEFAULTS = new PositionMean(false);

    @Override
    public AlignedPool aggregate(List<PoolUpdate> updates, FloatArray previous, RandomKey key) {
        PoolAggregation.check(updates, previous);
        int size = (int) previous.shape()[0];
        int width = (int) previous.shape()[1];
        double[] sums = new double[size * width];
        double[] weights = new double[size];
        int[] members = new int[size];
        List<List<Integer>> positions = new ArrayList<>();
        for (PoolUpdate update : updates) {
            List<Integer> own = new ArrayList<>();
            for (int p = 0; p < update.size(); p++) {
                double weight = byUse ? update.weightOf(p) : update.weight();
                boolean counts = p < size && weight > 0;
                own.add(counts ? p : AlignedPool.NONE);
                if (counts) {
                    for (int c = 0; c < width; c++) {
                        sums[p * width + c] += weight * update.prompts().get(p * width + c);
                    }
                    weights[p] += weight;
                    members[p]++;
                }
            }
            positions.add(own);
        }
        float[] pool = previous.toArray();
        for (int i = 0; i < pool.length; i++) {
            if (weights[i / width] > 0) {
                pool[i] = (float) (sums[i] / weights[i / width]);
            }
        }
        return new AlignedPool(
                FloatArray.owning(previous.shape(), pool),
                positions,
                IntStream.of(members).boxed().toList(),
                (int) IntStream.of(members).filter(count -> count > 0).count());
    }
}
