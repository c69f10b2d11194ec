package dev.kintsugi.methods.tower;

import static org.bytedeco.pytorch.global.torch.zeros;

import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * The samples of a block of clients at the input of one tower: only those that have its modality, n of {@code clients ·
 * size}. Where none has it there is one empty sequence, so that every parameter stays in the graph.
 *
 * @param clients number of clients
 * @param size samples per client, padding included
 * @param tokens {@code [n, tokens, width]}, cut behind the last token of the longest
 * @param mask {@code [n, tokens]}: 1 for a token, 0 for padding
 * @param samples {@code [n]}, which of the samples {@code client · size + position} each is
 * @param present {@code [clients · size]}: 1 for a sample that has the modality, else 0
 */
@SuppressWarnings("ArrayRecordComponent") // handed from one step to one model, never compared
public record TowerBatch(int clients, int size, Tensor tokens, Tensor mask, long[] samples, float[] present) {
    /** Returns the rows of the n samples, of one row for each of all samples. */
    public Tensor select(Tensor all) {
        return all.index_select(0, TensorBridge.tensor(samples, samples.length));
    }

    /** Returns rows for all samples, {@code [clients · size, …]}, of those of the n; zeros elsewhere. */
    public Tensor spread(Tensor chosen) {
        long[] shape = chosen.shape();
        shape[0] = (long) clients * size;
        return zeros(shape).index_copy(0, TensorBridge.tensor(samples, samples.length), chosen);
    }

    /**
     * Returns what each of the n samples gets of values per client and missing pattern, {@code [n, …]}.
     *
     * @param values {@code [clients · patterns, …]}
     * @param found the missing pattern of every sample, {@code [clients · size]}
     */
    public Tensor byPattern(Tensor values, int[] found, int patterns) {
        long[] rows = Arrays.stream(samples)
                .map(sample -> sample / size * patterns + found[(int) sample])
                .toArray();
        return values.index_select(0, TensorBridge.tensor(rows, rows.length));
    }

    /**
     * Returns what each of the n samples gets of values per client, {@code [n, …]}.
     *
     * @param values {@code [clients, …]}
     */
    public Tensor byClient(Tensor values) {
        long[] rows = Arrays.stream(samples).map(sample -> sample / size).toArray();
        return values.index_select(0, TensorBridge.tensor(rows, rows.length));
    }

    /** Returns features with zeros where the modality is missing, {@code [clients, size, …]}. */
    public Tensor zeroMissing(Tensor features) {
        return features.mul(TensorBridge.tensor(present, clients, size, 1));
    }
}
