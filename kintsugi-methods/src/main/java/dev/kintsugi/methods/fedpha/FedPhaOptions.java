package dev.kintsugi.methods.fedpha;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Flat;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.LocalContext;

/** Settings of {@link FedPha}; those of the shared context are PromptFL's. */
public record FedPhaOptions(
        @Option(
                value =
                        "share of the shared prompt's singular directions, the weakest, that the own prompt is projected"
                                + " onto, in (0, 1]",
                source = "FedPHA, ratio")
        double ratio,

        @Option(
                value = "margin α: how far the own class features are pushed from the shared ones, 0 or more; they have"
                        + " norm 1",
                source = "FedPHA, alpha")
        double alpha,

        @Option(value = "weight of the pull to the projection, 0 or more", source = "FedPHA: 1; the factor is ours")
        double pull,

        @Option(
                value = "weight of the push from the shared prompt, 0 or more",
                source = "FedPHA: 1; the factor is ours")
        double push,

        @Option(
                value =
                        "whether the pull also trains the shared prompt through its singular vectors; not finite where two"
                                + " singular values are equal",
                source = "false: ours; true: a re-implementation of the released code")
        boolean basisGradient,

        @Option(
                value = "the client's own prompt starts from draws of its own (own), or from the shared one (shared)",
                source = "own: FedPHA, trainers/GL_SVDMSE.py; shared: ours, for controls")
        LocalContext.Start localStart,

        @Option(
                value =
                        "number of vectors of the clients' own prompts, which start from draws; 0 for as the shared one",
                source = "FedPHA, GL_SVDMSE_HE: 4 to 32")
        int localLength,

        @Flat ContextOptions context) {
    /** The defaults. */
    public static final FedPhaOptions DEFAULTS =
            new FedPhaOptions(0.8, 1, 1, 1, false, LocalContext.Start.OWN, 0, ContextOptions.DEFAULTS);

    /** Checks the ranges. */
    public FedPhaOptions {
        Check.positive("ratio", Check.within("ratio", ratio, 0, 1));
        Check.notNegative("alpha", alpha);
        Check.notNegative("pull", pull);
        Check.notNegative("push", push);
        Check.notNegative("local-length", localLength);
    }

    ContextOptions local() {
        return localLength == 0 ? context : context.starting(localLength, "");
    }
}
