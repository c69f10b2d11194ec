package dev.kintsugi.methods.promptfolio;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Flat;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.LocalContext;

/** Settings of {@link PromptFolio}; those of the context are PromptFL's. */
public record PromptFolioOptions(
        @Option(
                value = "share θ of the client's own prompt in the class features, in [0, 1]; 0 leaves the shared one",
                source = "PromptFolio, frac_p in the example of the released README")
        double theta,

        @Option(
                value = "the client's own prompt starts from draws of its own (own), or from the shared one (shared)",
                source = "own: released re-implementations; shared: ours, for controls")
        LocalContext.Start localStart,

        @Flat ContextOptions context) {
    /** The defaults. */
    public static final PromptFolioOptions DEFAULTS =
            new PromptFolioOptions(0.4, LocalContext.Start.OWN, ContextOptions.DEFAULTS);

    /** Checks the ranges. */
    public PromptFolioOptions {
        Check.within("theta", theta, 0, 1);
    }
}
