package dev.kintsugi.methods.prompted;

import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.method.Figure;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.ClientSamples;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.stream.PatternNumbers;
import dev.kintsugi.methods.stream.PoolFigures;
import dev.kintsugi.methods.stream.PoolMerge;
import dev.kintsugi.methods.stream.PromptPool;
import dev.kintsugi.methods.stream.PromptUses;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What goes with pools of prompts (FED-PRIME): the pull between a sample and the prompts it took, {@code −λ Σ cos},
 * averaged over the batch; their use counts, sent up; the merge of the pools on the server.
 *
 * <p>A prompt's uses are those by the client's rows of the pool as it was received and of the pool as it was learned,
 * where {@code fed-prime} counts every step between; one that nobody takes at either end carries no news.
 */
final class PoolSharing implements Mechanism {
    private static final int ROWS_AT_ONCE = 256;

    private final Workplace workplace;
    private final PoolSettings settings;
    private final List<TowerPools> towers;
    private final List<PromptPool> pools;
    private final PatternNumbers patterns;

    PoolSharing(Workplace workplace, PoolSettings settings, List<TowerPools> towers, PatternNumbers patterns) {
        this.workplace = workplace;
        this.settings = settings;
        this.towers = List.copyOf(towers);
        this.pools = towers.stream().flatMap(tower -> tower.pools().stream()).toList();
        this.patterns = patterns;
    }

    @Override
    public @Nullable Tensor loss(Forward forward) {
        if (settings.pull() == 0) {
            return null;
        }
        MultimodalBatch batch = forward.run().batch();
        Tensor sum = batch.weighted().mul(new Scalar(0)).sum(1);
        for (TowerPools tower : towers) {
            Tensor weights = batch.weighted().mul(batch.present(tower.modality()));
            for (TowerPools.Retrieved retrieved : tower.retrieve(forward.run().current(), batch)) {
                long[] index = Arrays.stream(retrieved.chosen()).asLongStream().toArray();
                Tensor own = retrieved
                        .likeness()
                        .gather(2, TensorBridge.tensor(index, batch.clients(), batch.size(), settings.taken()))
                        .sum(2);
                sum = sum.sub(own.mul(weights).sum(1).mul(new Scalar(settings.pull())));
            }
        }
        return sum;
    }

    @Override
    public Finish finish(
            ClientTask task,
            ParameterSet received,
            ParameterSet learned,
            int steps,
            double rate,
            ClientSamples samples) {
        PromptUses uses = new PromptUses(1, patterns.count());
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (ParameterSet values : List.of(received, learned)) {
                Map<String, FloatArray> own = new TreeMap<>();
                pools.forEach(pool -> own.put(pool.parameter(), values.get(pool.parameter())));
                count(BlockParameters.stack(List.of(ParameterSet.of(own))), samples.rows(), uses);
            }
        }
        Map<String, FloatArray> counts = new TreeMap<>(uses.of(0).asMap());
        for (PromptPool pool : pools) { // of a modality that the client does not hold: nothing was used
            long prompts = received.get(pool.parameter()).shape()[0];
            counts.putIfAbsent(pool.name(), FloatArray.zeros(patterns.count(), prompts));
        }
        return new Finish(ParameterSet.empty(), ParameterSet.of(counts));
    }

    private void count(BlockParameters parameters, int[] rows, PromptUses uses) {
        PresenceTable presence = workplace.examples().presence();
        for (int from = 0; from < rows.length; from += ROWS_AT_ONCE) {
            int[] some = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + ROWS_AT_ONCE));
            try (PointerScope scope = new PointerScope()) {
                MultimodalBatch batch = new MultimodalBatch(
                        1, some.length, some, new float[some.length], presence, workplace::features);
                for (TowerPools tower : towers) {
                    for (TowerPools.Retrieved retrieved : tower.retrieve(parameters, batch)) {
                        int prompts = (int) retrieved.likeness().size(2);
                        for (int i = 0; i < retrieved.chosen().length; i++) {
                            int place = i / settings.taken();
                            if (batch.has(place, tower.modality())) {
                                int pattern = patterns.of(presence, some[place]);
                                uses.add(
                                        retrieved.pool().name(),
                                        prompts,
                                        0,
                                        pattern,
                                        retrieved.chosen()[i]);
                            }
                        }
                    }
                }
            }
        }
    }

    @Override
    public ParameterSet memory(ParameterSet initial, long seed) {
        return PoolMerge.memory(seed);
    }

    @Override
    public ServerState merge(ServerState before, List<ClientUpdate> updates, ServerState merged) {
        return PoolMerge.merge(
                pools, settings.taken(), new ServerState(before.shared(), merged.memory()), updates, merged.shared());
    }

    @Override
    public List<Figure> figures(ServerState state) {
        return PoolFigures.of(pools, state, patterns);
    }
}
