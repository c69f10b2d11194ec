package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.block.LabelLoss;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/** All training rows of one client, for mechanisms that look at them before or after the training. */
public final class ClientSamples {
    private static final int ROWS_AT_ONCE = 64;

    private final Workplace workplace;
    private final MultimodalNetwork network;
    private final List<Mechanism> mechanisms;
    private final LabelLoss labels;
    private final HolderMean holders;
    private final int[] rows;

    ClientSamples(
            Workplace workplace,
            MultimodalNetwork network,
            List<Mechanism> mechanisms,
            LabelLoss labels,
            HolderMean holders,
            int[] rows) {
        this.workplace = workplace;
        this.network = network;
        this.mechanisms = mechanisms;
        this.labels = labels;
        this.holders = holders;
        this.rows = rows;
    }

    /** Returns the row numbers of the training table. */
    public int[] rows() {
        return rows.clone();
    }

    /** Returns the network that runs over them. */
    public MultimodalNetwork network() {
        return network;
    }

    /** Returns the labels of the training table. */
    public LabelLoss labels() {
        return labels;
    }

    /** Returns whether one row at least has the modality of a shared parameter; a parameter of none is everybody's. */
    public boolean holds(String parameter) {
        return holders.modality(parameter)
                .map(modality -> Arrays.stream(rows)
                        .anyMatch(row -> workplace.examples().presence().has(row, modality)))
                .orElse(true);
    }

    /** Returns whether a row has all modalities of the network. */
    public boolean complete(int row) {
        return network.modalities().stream()
                .allMatch(modality -> workplace.examples().presence().has(row, modality));
    }

    /**
     * Runs the network over all rows, in their order, as in evaluation but with labels.
     *
     * @param values parameters of this client
     * @param action is given portions of rows, one client each; their tensors die after it
     */
    public void each(ParameterSet values, Consumer<Forward> action) {
        try (PointerScope outer = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            BlockParameters parameters = BlockParameters.stack(List.of(values));
            for (int from = 0; from < rows.length; from += ROWS_AT_ONCE) {
                int[] some = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + ROWS_AT_ONCE));
                try (PointerScope scope = new PointerScope()) {
                    MultimodalBatch batch =
                            MultimodalBatch.of(some, workplace.examples().presence(), workplace::features);
                    Run run = new Run(network, parameters, parameters, batch, Pass.EVALUATION, labels);
                    action.accept(Forward.of(run, mechanisms));
                }
            }
        }
    }
}
