package dev.kintsugi.methods.prompted;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.matmul;

import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.ModalityEncoder;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.parameter.InitialDraws;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.methods.stream.PoolRetrieval;
import dev.kintsugi.methods.stream.PromptPool;
import dev.kintsugi.methods.tower.TowerBatch;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.prompt.CosineScores;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Pools of prompts of one tower, of which every sample takes the κ most like its frozen feature, put before the tokens
 * of the input (FED-PRIME, arXiv 2602.07081, §3, where the backbone has one stream).
 *
 * <p>What a sample takes stands in the order of the pool, not of likeness: a causal tower reads its prompts in order.
 */
final class TowerPools implements PromptSource {
    private final Modality modality;
    private final int width;
    private final PoolSettings settings;
    private final double deviation;
    private final List<PromptPool> pools;
    private final TowerQuery query;

    /**
     * Creates the pools of a tower.
     *
     * @param width of a token of the tower
     * @param deviation of the draws that the prompts start from
     */
    TowerPools(TwoTower towers, Modality modality, int width, PoolSettings settings, double deviation) {
        this.modality = modality;
        this.width = width;
        this.settings = settings;
        this.deviation = deviation;
        this.pools = settings.kinds().stream().map(kind -> pool(kind)).toList();
        this.query = new TowerQuery(towers, modality, width);
    }

    private PromptPool pool(PoolSettings.Kind kind) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return new PromptPool(
                modality + " " + name,
                ModalityEncoder.prefix(modality) + "pool." + name,
                kind == PoolSettings.Kind.INTER ? Optional.of(settings.alignment()) : Optional.empty());
    }

    /**
     * What the samples of a batch take of a pool.
     *
     * @param likeness of every sample and prompt, {@code [clients, size, prompts]}
     * @param chosen numbers of the prompts, ascending, {@code [clients, size, taken]}
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on within a step, never compared
    record Retrieved(PromptPool pool, Tensor likeness, int[] chosen) {}

    Modality modality() {
        return modality;
    }

    List<PromptPool> pools() {
        return pools;
    }

    @Override
    public void declare(ParameterLayout layout) {
        for (int i = 0; i < pools.size(); i++) {
            // Drawn by place and not by name, as in fed-prime: relatives with one pool start alike.
            String drawnAs = PlainPrompts.shared(modality) + (i == 0 ? "" : "." + i);
            layout.add(
                    new ParameterSpec(
                            pools.get(i).parameter(),
                            new long[] {pools.get(i).rows(settings.size()), width},
                            Scope.SHARED,
                            Optional.of(modality)),
                    seed -> InitialDraws.normal(seed, drawnAs, deviation, settings.size(), width));
        }
    }

    /** Returns what the samples of a batch take of each pool; of no meaning for those without the modality. */
    List<Retrieved> retrieve(BlockParameters parameters, MultimodalBatch batch) {
        Tensor queries = query.of(batch);
        List<Retrieved> all = new ArrayList<>();
        for (PromptPool pool : pools) {
            Tensor prompts = parameters.get(pool.parameter());
            Tensor likeness = matmul(queries, CosineScores.normalised(prompts).transpose(1, 2));
            int taken = settings.taken();
            int[] chosen = PoolRetrieval.bySample(TensorBridge.floats(likeness), (int) prompts.size(1), taken);
            for (int at = 0; at < chosen.length; at += taken) {
                Arrays.sort(chosen, at, at + taken);
            }
            all.add(new Retrieved(pool, likeness, chosen));
        }
        return all;
    }

    @Override
    public List<Tensor> layers(BlockParameters parameters, MultimodalBatch batch, TowerBatch tower) {
        TensorVector taken = new TensorVector();
        for (Retrieved retrieved : retrieve(parameters, batch)) {
            Tensor prompts = parameters.get(retrieved.pool().parameter());
            taken.push_back(tower.select(gather(prompts, retrieved.chosen(), batch)));
        }
        return List.of(cat(taken, 1));
    }

    /** Returns the chosen prompts, {@code [clients · size, taken, width]}. */
    private Tensor gather(Tensor prompts, int[] chosen, MultimodalBatch batch) {
        long size = prompts.size(1);
        long[] rows = new long[chosen.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i / settings.taken() / batch.size() * size + chosen[i];
        }
        return prompts.reshape(batch.clients() * size, width)
                .index_select(0, TensorBridge.tensor(rows, rows.length))
                .view((long) batch.clients() * batch.size(), settings.taken(), width);
    }
}
