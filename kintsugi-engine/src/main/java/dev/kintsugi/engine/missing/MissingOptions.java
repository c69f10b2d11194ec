package dev.kintsugi.engine.missing;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;

/** What the rows of an experiment lack beyond their natural holes; drawn by the seed of the run. */
public record MissingOptions(
        @Option("what training rows lose") MissingPattern train,

        @Option("what test rows lose in the condition 'train'; rows of the test split count as one client")
        MissingPattern test,

        @Option("damage to the labels of training rows") LabelOptions labels,

        @Option("what happens with a row that has no modality at all by nature: an error, or left out and counted")
        EmptySamples emptySamples) {
    /** The defaults: only natural holes. */
    public static final MissingOptions DEFAULTS = new MissingOptions(
            MissingPattern.None.DEFAULTS, MissingPattern.LikeTrain.DEFAULTS, LabelOptions.DEFAULTS, EmptySamples.FAIL);

    /** Checks that the training rows are not drawn from themselves. */
    public MissingOptions {
        if (train instanceof MissingPattern.LikeTrain) {
            throw new ConfigException("train cannot be like-train, which takes its shares from the training rows; "
                    + "choose another kind");
        }
    }

    /** Returns whether neither training nor test rows lose anything. */
    public boolean takesNothing() {
        return train instanceof MissingPattern.None
                && (test instanceof MissingPattern.None || test instanceof MissingPattern.LikeTrain);
    }
}
