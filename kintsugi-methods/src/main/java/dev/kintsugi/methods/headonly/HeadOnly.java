package dev.kintsugi.methods.headonly;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.stream.ClassifierOptions;
import dev.kintsugi.methods.stream.NoPrompts;
import dev.kintsugi.methods.stream.StreamFactory;
import java.util.List;

/**
 * Pooler and head on the frozen backbone, averaged by examples; no prompts.
 *
 * <p>A control of ours: what prompts buy is what a method has over this one. <b>Differs:</b> from nothing published.
 * <b>Limit:</b> what {@code fedavg-p} is without its prompts.
 */
public final class HeadOnly {
    private static final MethodCard CARD = new MethodCard(
            "head-only",
            "pooler and head on the frozen backbone, without prompts; a control",
            "none: a control of ours",
            Fidelity.ADAPTATION,
            Placement.FEDERATED,
            "pooler and head, in both directions",
            List.of(),
            List.of(),
            List.of(),
            "what every prompt method on this backbone is without its prompts");

    private HeadOnly() {}

    /** Settings. */
    public record Options(
            @Option("what stands behind the transformer") ClassifierOptions classifier) {
        /** The defaults. */
        public static final Options DEFAULTS = new Options(ClassifierOptions.DEFAULTS);
    }

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new StreamFactory<>(
                CARD, Options.DEFAULTS, (backbone, options) -> new NoPrompts(), Options::classifier, options -> 0);
    }
}
