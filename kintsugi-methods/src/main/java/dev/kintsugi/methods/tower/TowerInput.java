package dev.kintsugi.methods.tower;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.backbone.PromptableTower;
import dev.kintsugi.nn.backbone.TokenRows;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Lays out rows as sequences at the input of one tower; rows without its modality are left out. */
public final class TowerInput {
    private final PromptableTower tower;
    private final Modality modality;
    private final PresenceTable presence;
    private final Optional<FeatureTable> table;

    /** Looks up the token features of the tower's modality; those that are not stored yet are computed. */
    public TowerInput(
            PromptableTower tower,
            Modality modality,
            PresenceTable presence,
            Function<FeatureKind, FeatureTable> features) {
        this.tower = tower;
        this.modality = modality;
        this.presence = presence;
        this.table = presence.modalities().contains(modality)
                ? Optional.of(features.apply(FeatureKind.tokens(modality)))
                : Optional.empty();
    }

    private boolean has(int row) {
        return table.isPresent() && presence.has(row, modality);
    }

    /**
     * Returns the given rows as a batch; its tensors die with the scope that is open.
     *
     * @param rows {@code [clients, size]}
     */
    public TowerBatch batch(int clients, int size, int[] rows) {
        float[] present = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            present[i] = has(rows[i]) ? 1 : 0;
        }
        int[] chosen =
                IntStream.range(0, rows.length).filter(i -> present[i] > 0).toArray();
        int width = tower.width();
        if (chosen.length == 0) {
            return new TowerBatch(
                    clients,
                    size,
                    TensorBridge.tensor(new float[width], 1, 1, width),
                    TensorBridge.tensor(new float[] {1}, 1, 1),
                    new long[1],
                    present);
        }
        int whole = tower.tokens();
        float[][] read = new float[chosen.length][TokenRows.width(whole, width)];
        int tokens = 1;
        for (int i = 0; i < chosen.length; i++) {
            table.orElseThrow().copyRow(rows[chosen[i]], read[i], 0);
            for (int t = tokens; t < whole; t++) {
                tokens = read[i][whole * width + t] > 0 ? t + 1 : tokens;
            }
        }
        float[] values = new float[chosen.length * tokens * width];
        float[] mask = new float[chosen.length * tokens];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(read[i], 0, values, i * tokens * width, tokens * width);
            System.arraycopy(read[i], whole * width, mask, i * tokens, tokens);
        }
        return new TowerBatch(
                clients,
                size,
                TensorBridge.tensor(values, chosen.length, tokens, width),
                TensorBridge.tensor(mask, chosen.length, tokens),
                IntStream.of(chosen).asLongStream().toArray(),
                present);
    }
}
