package dev.kintsugi.methods.fedtpg;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.nn.prompt.ClassPrompts;

/** Settings of {@link FedTpg}. */
public record FedTpgOptions(
        @Option(value = "number of vectors that the network makes, above 0", source = "FedTPG, N_CTX")
        int contextLength,

        @Option(
                value = "heads of the attention, above 0; a divisor of the text tower's width",
                source = "FedTPG, model/prompt_net.py")
        int heads,

        @Option(
                value = "classes that make the prompt and that scores are over in training: those of the client's rows"
                        + " (own), or all",
                source = "FedTPG: own")
        TrainingClasses trainingClasses,

        @Option(value = "how class sentences are computed", source = "promptfl")
        ContextOptions.Sentences sentences) {
    /** The classes that a client trains on. */
    public enum TrainingClasses {
        /** Those that its training rows have. */
        OWN,
        /** All classes of the data set. */
        ALL
    }

    /** The defaults. */
    public static final FedTpgOptions DEFAULTS =
            new FedTpgOptions(4, 4, TrainingClasses.OWN, ContextOptions.DEFAULTS.sentences());

    /** Checks the ranges. */
    public FedTpgOptions {
        Check.positive("context-length", contextLength);
        Check.positive("heads", heads);
    }

    ContextOptions context() {
        return new ContextOptions(contextLength, "", ClassPrompts.Position.END, sentences);
    }
}
