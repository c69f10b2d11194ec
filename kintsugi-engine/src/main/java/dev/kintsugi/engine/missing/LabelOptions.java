package dev.kintsugi.engine.missing;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;

/** How labels of training rows are damaged; test labels never are. */
public record LabelOptions(
        @Option(
                value = "share of the training rows without a label, which are left out and counted, in [0, 1)",
                source = "FedMultimodal, 0.1 to 0.5")
        double missingRate,

        @Option(
                value = "share of the training rows with a wrong label, uniform over the other classes, in [0, 1]; "
                        + "of several labels one is replaced",
                source = "FedMultimodal, 0.1 to 0.5")
        double wrongRate) {
    /** The defaults: the labels are as they are. */
    public static final LabelOptions DEFAULTS = new LabelOptions(0, 0);

    /** Checks the ranges. */
    public LabelOptions {
        Check.within("missing-rate", missingRate, 0, 1);
        Check.within("wrong-rate", wrongRate, 0, 1);
        if (missingRate == 1) {
            throw new ConfigException("missing-rate must be below 1, but was 1: no row would be left");
        }
    }
}
