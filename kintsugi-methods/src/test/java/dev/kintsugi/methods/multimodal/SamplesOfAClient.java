package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.methods.block.LabelLoss;
import java.util.List;

/** The training rows of a client without a method around them, for tests of what mechanisms prepare. */
public final class SamplesOfAClient {
    private SamplesOfAClient() {}

    /** Returns some rows of a workplace. */
    public static ClientSamples of(
            Workplace workplace, MultimodalNetwork network, List<Mechanism> mechanisms, int... rows) {
        LabelLoss labels = new LabelLoss(
                workplace.examples().targets(), !workplace.examples().targets().isSingleLabel());
        return new ClientSamples(
                workplace, network, mechanisms, labels, new HolderMean(network.modalities(), List.of()), rows);
    }
}
