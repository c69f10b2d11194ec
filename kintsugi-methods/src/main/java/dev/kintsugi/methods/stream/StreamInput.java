package dev.kintsugi.methods.stream;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.backbone.SingleStream;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Lays out rows as the sequences of a single-stream backbone and fills what is missing as the backbone says. */
final class StreamInput {
    private final SingleStream backbone;
    private final PresenceTable presence;
    private final MissingPattern patterns;
    private final List<FeatureTable> tables = new ArrayList<>();
    private final List<float[]> fills = new ArrayList<>();

    /** Looks up the token features of every modality of the backbone; those that are not stored yet are computed. */
    StreamInput(SingleStream backbone, PresenceTable presence, Function<FeatureKind, FeatureTable> features) {
        this.backbone = backbone;
        this.presence = presence;
        this.patterns = new MissingPattern(backbone.modalities());
        for (Modality modality : backbone.modalities()) {
            boolean present = presence.modalities().contains(modality);
            fills.add(backbone.fill(modality));
            tables.add(present ? features.apply(FeatureKind.tokens(modality)) : new Absent(presence.rows()));
        }
    }

    /** A modality that no row has: it is always filled. */
    private record Absent(int rows) implements FeatureTable {
        @Override
        public int width() {
            return 0;
        }

        @Override
        public void copyRow(int row, float[] into, int offset) {
            throw new IllegalStateException("row " + row + " of a modality that is absent everywhere was read");
        }
    }

    /**
     * Returns the given rows as a batch; its tensors die with the scope that is open.
     *
     * @param rows {@code [clients, size]}
     * @param weights {@code [clients, size]}
     */
    StreamBatch batch(int clients, int size, int[] rows, float[] weights) {
        int width = backbone.width();
        int tokens = 0;
        for (Modality modality : backbone.modalities()) {
            tokens += backbone.tokens(modality);
        }
        float[] values = new float[rows.length * tokens * width];
        float[] mask = new float[rows.length * tokens];
        int[] found = new int[rows.length];
        int at = 0;
        for (int m = 0; m < tables.size(); m++) {
            int own = backbone.tokens(backbone.modalities().get(m));
            float[] row = new float[own * (width + 1)];
            for (int i = 0; i < rows.length; i++) {
                found[i] = m == 0 ? patterns.of(presence, rows[i]) : found[i];
                float[] source = fills.get(m);
                if (!patterns.misses(found[i], m)) {
                    tables.get(m).copyRow(rows[i], row, 0);
                    source = row;
                }
                System.arraycopy(source, 0, values, (i * tokens + at) * width, own * width);
                System.arraycopy(source, own * width, mask, i * tokens + at, own);
            }
            at += own;
        }
        return new StreamBatch(
                clients,
                size,
                TensorBridge.tensor(values, rows.length, tokens, width),
                TensorBridge.tensor(mask, rows.length, tokens),
                found,
                weights);
    }
}
