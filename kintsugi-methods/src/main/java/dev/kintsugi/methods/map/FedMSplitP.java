package dev.kintsugi.methods.map;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.stream.ClassifierOptions;
import dev.kintsugi.methods.stream.DeepPromptOptions;
import dev.kintsugi.methods.stream.PatternPrompts;
import dev.kintsugi.methods.stream.StreamFactory;
import java.util.List;

/**
 * Missing-aware prompts of which every client gets a version of its own: a mixture of the clients that are like it in a
 * part of the model.
 *
 * <p>Follows Chen and Zhang, "FedMSplit: Correlation-Adaptive Federated Multi-Task Learning across Multimodal Split
 * Networks", KDD 2022, as the code released with FED-PRIME ({@code FedMSplit_P}) applies it to the prompts of MAP.
 * <b>Differs:</b> the proximal term pulls to what the client received, where the code pulls to the mean of the round
 * before; a client that sits out keeps its version; the mean of the clients is tested, as there. <b>Limit:</b> with one
 * client and {@code mu = 0} this equals {@code fedavg-p}, up to rounding (tested).
 */
public final class FedMSplitP {
    private static final MethodCard CARD = new MethodCard(
            "fedmsplit-p",
            "missing-aware prompts, mixed for each client from the clients that are like it",
            "Chen and Zhang, FedMSplit, KDD 2022, on the prompts of MAP as in the code of FED-PRIME",
            Fidelity.OFFICIAL_CODE,
            Placement.FEDERATED,
            "prompts, pooler and head, in both directions; every client gets its own",
            List.of(),
            List.of(),
            List.of("the proximal term pulls to what the client received"),
            "one client, mu = 0: fedavg-p up to rounding");

    private FedMSplitP() {}

    /** Settings; all but the first are those of {@code fedavg-p}. */
    public record Options(
            @Option(value = "weight μ of the proximal term, 0 or more", source = "FedMSplit_P of FED-PRIME: 0.01")
            double mu,

            @Option("where the prompts come in") DeepPromptOptions prompts,

            @Option("what stands behind the transformer") ClassifierOptions classifier) {
        /** The defaults. */
        public static final Options DEFAULTS =
                new Options(0.01, DeepPromptOptions.DEFAULTS, ClassifierOptions.DEFAULTS);

        /** Checks the ranges. */
        public Options {
            Check.notNegative("mu", mu);
        }
    }

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new StreamFactory<>(
                CARD,
                Options.DEFAULTS,
                (backbone, options) -> new GraphPrompts(new PatternPrompts(backbone, options.prompts())),
                Options::classifier,
                Options::mu);
    }
}
