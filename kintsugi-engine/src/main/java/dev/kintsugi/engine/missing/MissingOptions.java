package dev.kintsugi.engine.missing;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;
import java.util.List;

/** What the rows of an experiment lack beyond their natural holes; drawn by the seed of the run. */
public record MissingOptions(
        @Option("what training rows lose") MissingPattern train,

        @Option("what test rows lose in the condition 'train'; rows of the test split count as one client")
        MissingPattern test,

        @Option("damage to the labels of training rows") LabelOptions labels,

        @Option("test conditions beside the main one: complete, only-MODALITY, miss-both; an empty list is all of them "
                + "where something is taken away, none otherwise")
        List<String> conditions,

        @Option("what happens with a row that has no modality at all by nature: an error, or left out and counted")
        EmptySamples emptySamples) {
    /** The defaults: only natural holes. */
    public static final MissingOptions DEFAULTS = new MissingOptions(
            MissingPattern.None.DEFAULTS,
            MissingPattern.LikeTrain.DEFAULTS,
            LabelOptions.DEFAULTS,
            List.of(),
            EmptySamples.SKIP);

    /** Checks that the training rows are not drawn from themselves, and copies the list. */
    public MissingOptions {
        conditions = List.copyOf(conditions);
        if (train instanceof MissingPattern.LikeTrain) {
            throw new ConfigException("train cannot be like-train, which takes its shares from the training rows; "
                    + "choose another kind");
        }
        if (test instanceof MissingPattern.ClientModality modality && modality.draw() == ClientDraw.NUMPY) {
            throw new ConfigException(
                    "test cannot be client-modality with draw: numpy, which numbers the clients of the "
                            + "training rows; choose another kind, none as in FedMultimodal");
        }
    }

    /** Returns whether neither training nor test rows lose anything. */
    public boolean takesNothing() {
        return train instanceof MissingPattern.None
                && (test instanceof MissingPattern.None || test instanceof MissingPattern.LikeTrain);
    }
}
