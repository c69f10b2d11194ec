package dev.kintsugi.methods.promptfl;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.option.Flat;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.methods.prompt.ContextLearner;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.LearnerFactory;
import dev.kintsugi.methods.prompt.Penalty;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * PromptFL with a proximal term: clients are held near the server's prompt while they train, {@code (μ / 2) ‖p −
 * p_server‖²}.
 *
 * <p>Follows Li et al., "Federated Optimization in Heterogeneous Networks", MLSys 2020, equation (2), on the prompt of
 * PromptFL. <b>Differs:</b> the released "PromptProx" computes the term on detached tensors, so that it has no
 * gradient; here it has one. <b>Limit:</b> with {@code mu = 0} this equals {@code promptfl}, bit for bit (tested).
 */
public final class PromptFlProx {
    private static final MethodCard CARD = new MethodCard(
                    "promptfl-prox",
                    "PromptFL with a proximal term that has a real gradient",
                    "Li et al., Federated Optimization in Heterogeneous Networks, MLSys 2020, on the prompt of PromptFL",
                    Fidelity.PAPER_TEXT,
                    Placement.FEDERATED,
                    "the context, in both directions",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of(
                            "the released PromptProx has no gradient in its proximal term; this one has",
                            "no augmentation by default"),
                    "mu = 0: equals promptfl bit for bit")
            .withChangingClasses();

    private PromptFlProx() {}

    /** Settings of the proximal method; those of the context are PromptFL's. */
    public record Options(
            @Option(
                    value = "weight μ of the proximal term, 0 or more",
                    source = "FedProx, within its grid {0.001, 0.01, 0.1, 1}")
            double mu,

            @Flat ContextOptions context) {
        /** The defaults. */
        public static final Options DEFAULTS = new Options(0.01, ContextOptions.DEFAULTS);

        /** Checks the ranges. */
        public Options {
            Check.notNegative("mu", mu);
        }
    }

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new LearnerFactory<>(
                CARD,
                Options.DEFAULTS,
                (workplace, options) -> new ContextLearner(
                        workplace,
                        Scope.SHARED,
                        options.context(),
                        options.mu() == 0 ? List.of() : List.of(proximal(options.mu()))));
    }

    /** Returns the penalty {@code (μ / 2) ‖p − p_server‖²} per client. */
    static Penalty proximal(double mu) {
        return (contexts, initial) -> {
            Tensor squared = contexts.sub(initial).square();
            return squared.reshape(contexts.size(0), -1).sum(1).mul(new Scalar(mu / 2));
        };
    }
}
