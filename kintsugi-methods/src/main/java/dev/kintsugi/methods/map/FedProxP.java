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
 * Missing-aware prompts with a proximal term that holds clients near the server's values.
 *
 * <p>Follows Li et al., "Federated Optimization in Heterogeneous Networks", MLSys 2020, equation (2), over prompts,
 * pooler and head of {@code fedavg-p}. <b>Differs:</b> the file of that name released with FED-PRIME is FED-PRIME with
 * the term, not MAP; this is what the name says. <b>Limit:</b> with {@code mu = 0} this equals {@code fedavg-p}, bit
 * for bit (tested).
 */
public final class FedProxP {
    private static final MethodCard CARD = new MethodCard(
            "fedprox-p",
            "missing-aware prompts with a proximal term",
            "Li et al., Federated Optimization in Heterogeneous Networks, MLSys 2020, on the prompts of MAP",
            Fidelity.PAPER_TEXT,
            Placement.FEDERATED,
            "prompts, pooler and head, in both directions",
            List.of(),
            List.of(),
            List.of("the released FedProx_P adds the term to FED-PRIME; this one to MAP"),
            "mu = 0: equals fedavg-p bit for bit");

    private FedProxP() {}

    /** Settings; all but the first are those of {@code fedavg-p}. */
    public record Options(
            @Option(value = "weight μ of the proximal term, 0 or more", source = "dev scripts of FED-PRIME: 0.01")
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
                (backbone, options) -> new PatternPrompts(backbone, options.prompts()),
                Options::classifier,
                Options::mu);
    }
}
