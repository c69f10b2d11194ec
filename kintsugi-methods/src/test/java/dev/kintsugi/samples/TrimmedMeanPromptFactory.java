package dev.kintsugi.samples;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.methods.prompt.ContextLearner;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.PromptLearningMethod;
import java.util.List;

/** Makes {@link TrimmedMeanPrompt}; {@link java.util.ServiceLoader} finds it, so it has a public empty constructor. */
public final class TrimmedMeanPromptFactory implements MethodFactory {
    private static final MethodCard CARD = new MethodCard(
                    "trimmed-mean",
                    "one shared prompt; the server drops the extremes in every coordinate",
                    "Yin et al., Byzantine-Robust Distributed Learning, ICML 2018, on the prompt of PromptFL",
                    Fidelity.ADAPTATION,
                    Placement.FEDERATED,
                    "the context, in both directions",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of("clients are not weighted by their examples"),
                    "trim = 0 and clients of equal size: the mean of promptfl")
            .withChangingClasses();

    /** Settings of the method. */
    public record Options(
            @Option(
                    value = "share of the clients dropped at either end, in [0, 0.5)",
                    source = "Yin et al., Definition 2")
            double trim,

            @Option(value = "number of learnable vectors, above 0", source = "CoOp, n_ctx")
            int contextLength) {
        /** The defaults; the only place where they are written. */
        public static final Options DEFAULTS = new Options(0.1, ContextOptions.DEFAULTS.contextLength());

        /** Checks the ranges. */
        public Options {
            Check.within("trim", trim, 0, Math.nextDown(0.5));
            Check.positive("context-length", contextLength);
        }
    }

    @Override
    public MethodCard card() {
        return CARD;
    }

    @Override
    public Record defaults() {
        return Options.DEFAULTS;
    }

    @Override
    public Method create(Workplace workplace, Record options, LocalTraining training) {
        Options own = (Options) options;
        ContextOptions context = ContextOptions.DEFAULTS.starting(own.contextLength(), "");
        ContextLearner learner = new ContextLearner(workplace, Scope.SHARED, context, List.of());
        Method clientHalf = new PromptLearningMethod(CARD, workplace, learner, training);
        return new TrimmedMeanPrompt(CARD, clientHalf, own.trim());
    }
}
