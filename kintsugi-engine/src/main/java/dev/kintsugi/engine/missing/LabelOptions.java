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
                value = "share of the training rows with a wrong label, in [0, 1]; of several labels one is replaced",
                source = "FedMultimodal, 0.1 to 0.5")
        double wrongRate,

        @Option("uniform: any other class; transition: each client confuses a class with some others only; released: "
                + "FedMultimodal's released draws, in which all rows of a client and class get one label")
        WrongLabels wrongLabels,

        @Option(
                value = "with transition, share of the pairs of classes that a client never confuses, in [0, 1); "
                        + "each class keeps one that it is taken for",
                source = "FedMultimodal")
        double sparsity,

        @Option(
                value = "with released, number of the first client, from which the seeds follow, 0 or more",
                source = "FedMultimodal, released code: 0; where test and dev stand before the clients, 2")
        int firstNumber) {
    /** The defaults: the labels are as they are. */
    public static final LabelOptions DEFAULTS = new LabelOptions(0, 0, WrongLabels.UNIFORM, 0.4, 0);

    /** Checks the ranges. */
    public LabelOptions {
        Check.within("missing-rate", missingRate, 0, 1);
        Check.within("wrong-rate", wrongRate, 0, 1);
        Check.within("sparsity", sparsity, 0, 1);
        Check.notNegative("first-number", firstNumber);
        if (sparsity == 1) {
            throw new ConfigException("sparsity must be below 1, but was 1: no pair of classes would be left");
        }
        if (wrongLabels == WrongLabels.RELEASED && wrongRate == 1) {
            throw new ConfigException(
                    "wrong-rate must be below 1 with wrong-labels: released, but was 1: the matrix would "
                            + "have no diagonal");
        }
        if (missingRate == 1) {
            throw new ConfigException("missing-rate must be below 1, but was 1: no row would be left");
        }
    }
}
