package dev.kintsugi.methods.fedpgp;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Flat;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.Momentum;

/** Settings of {@link FedPgp}; those of the context are PromptFL's. */
public record FedPgpOptions(
        @Option(
                value = "rank b of each client's own part U V of the prompt; 0 for none",
                source = "FedPGP, released scripts")
        int bottleneck,

        @Option(value = "weight μ of the contrastive loss, 0 or more", source = "FedPGP, released scripts")
        double mu,

        @Option(value = "temperature τ of the contrastive loss, above 0", source = "FedPGP, released scripts")
        double temperature,

        @Option(
                value =
                        "what the shared prompt is drawn to: the sentence of knowledge-template (template), or the class"
                                + " sentence with the word X in place of every vector (placeholder, as released)",
                source = "FedPGP, figure of the method")
        Knowledge knowledge,

        @Option(
                value = "sentence in which {} stands for the class name; empty for the data set's own",
                source = "FedPGP, figure of the method")
        String knowledgeTemplate,

        @Option(
                value = "whether the shared part is trained; false leaves it at its start, and clients tune U V alone",
                source = "ours, a control")
        boolean trainGlobal,

        @Option(
                value =
                        "momentum starts at zero in every round (reset), every client keeps its own (carried), or one buffer goes"
                                + " from client to client (shared, with federation.runner=sequential-momentum)",
                source = "ours: reset; FedPGP, released code: shared")
        Momentum momentum,

        @Option(
                value = "deviation of the draws that U and V start from, above 0",
                source = "FedPGP, trainers/fedpgp.py")
        double initialDeviation,

        @Flat ContextOptions context) {
    /** The positive of the contrastive loss. */
    public enum Knowledge {
        /** A hand-crafted sentence, as the paper says. */
        TEMPLATE,
        /** The sentence that the released code tokenises to make room for the prompt. */
        PLACEHOLDER
    }

    /** The defaults. */
    public static final FedPgpOptions DEFAULTS = new FedPgpOptions(
            8, 0.5, 0.5, Knowledge.TEMPLATE, "a photo of a {}.", true, Momentum.RESET, 0.02, ContextOptions.DEFAULTS);

    /** Checks the ranges. */
    public FedPgpOptions {
        Check.notNegative("bottleneck", bottleneck);
        Check.notNegative("mu", mu);
        Check.positive("temperature", temperature);
        Check.positive("initial-deviation", initialDeviation);
        if (!trainGlobal && bottleneck == 0) {
            throw new ConfigException("train-global is false and bottleneck is 0, so that nothing is trained;"
                    + " set train-global to true or bottleneck above 0");
        }
    }
}
