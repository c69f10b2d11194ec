package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockSchedule;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Samples of a block of clients: rows of feature tables, of which some are missing.
 *
 * @param clients number of clients
 * @param size samples per client, padding included
 * @param rows row numbers of the tables, {@code [clients, size]}
 * @param weights {@code [clients, size]}: 1 / samples of the client's batch for a sample, 0 for padding
 * @param presence which modalities each row of the tables has
 * @param tables finds the features of a kind
 */
@SuppressWarnings("ArrayRecordComponent") // handed from one step to one network, never compared
public record MultimodalBatch(
        int clients,
        int size,
        int[] rows,
        float[] weights,
        PresenceTable presence,
        Function<FeatureKind, FeatureTable> tables) {
    /** Returns the samples of one step of training. */
    static MultimodalBatch of(
            BlockSchedule.Step step, PresenceTable presence, Function<FeatureKind, FeatureTable> tables) {
        return new MultimodalBatch(step.clients(), step.size(), step.rows(), step.weights(), presence, tables);
    }

    /** Returns rows of one client that count equally. */
    static MultimodalBatch of(int[] rows, PresenceTable presence, Function<FeatureKind, FeatureTable> tables) {
        float[] weights = new float[rows.length];
        Arrays.fill(weights, 1f / rows.length);
        return new MultimodalBatch(1, rows.length, rows, weights, presence, tables);
    }

    /** Returns whether the sample at a place {@code client · size + position} has a modality. */
    public boolean has(int place, Modality modality) {
        return presence.has(rows[place], modality);
    }

    /** Returns 1 for a sample that has a modality and 0 for another, {@code [clients, size]}. */
    public Tensor present(Modality modality) {
        float[] flags = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            flags[i] = has(i, modality) ? 1 : 0;
        }
        return TensorBridge.tensor(flags, clients, size);
    }

    /** Returns {@code weights} as a tensor, {@code [clients, size]}. */
    public Tensor weighted() {
        return TensorBridge.tensor(weights, clients, size);
    }

    /**
     * Returns features as they are stored, zeros for samples that miss the modality, {@code [clients, size, values]}.
     *
     * @throws dev.kintsugi.core.error.ModelException if the backbone has no such features
     */
    public Tensor features(FeatureKind kind) {
        FeatureTable table = tables.apply(kind);
        int width = table.width();
        float[] values = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            if (has(i, kind.modality())) { // what is missing must not be read
                table.copyRow(rows[i], values, i * width);
            }
        }
        return TensorBridge.tensor(values, clients, size, width);
    }

    /** Returns the places of the samples that count, {@code client · size + position} in ascending order. */
    public IntStream places() {
        return IntStream.range(0, rows.length).filter(i -> weights[i] > 0);
    }
}
