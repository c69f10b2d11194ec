package dev.kintsugi.methods.prompted;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import java.util.List;

/**
 * Prompts of both towers of a frozen CLIP with a fusion of their features, under federated averaging by holders; as
 * options with a low-rank part of every client's own (FedPGP) and with pools (FED-PRIME).
 *
 * <p>Our carrying over of fedmultimodal to prompts, and the control of {@code fedcmi-prompt} without its mechanism:
 * FedPGP's {@code p_G + U V} (Cui et al., ICML 2024) on prompts of both towers, FED-PRIME's pools (arXiv 2602.07081)
 * per tower. <b>Differs:</b> from FedPGP: features of samples instead of class sentences, a head instead of class
 * names, the positive of the contrast is the feature without prompts; from FED-PRIME: queries are pooled frozen
 * features relative to that of an empty sample, uses are counted at both ends of the local training, every tower has
 * pools of its own. <b>Limit:</b> with {@code bottleneck: 0} and {@code mu: 0} and without pools this is plain shared
 * prompts, bit for bit; so is one averaged pool all of whose prompts are taken, without pull (both tested).
 */
public final class FedMultimodalPrompt {
    /** What is ours in prompts of both towers whatever mechanism goes with them. */
    public static final List<String> DEVIATIONS = List.of(
            "the own part is of the shared prompts and not of pools: the alignment renumbers those",
            "the contrast compares features of samples; its positive is the feature without prompts",
            "queries are pooled frozen features relative to that of a grey image or of no words, through a fixed random"
                    + " matrix where the widths differ; every tower has pools of its own",
            "uses of prompts are counted at both ends of the local training",
            "a tower that takes no prompts (a locked MobileNet) gives its frozen feature through a linear map");

    private static final MethodCard CARD = new MethodCard(
            "fedmultimodal-prompt",
            "prompts of both CLIP towers and a fusion; optionally a low-rank own part, or pools",
            "Khattak et al., MaPLe, CVPR 2023, and FedMultimodal, KDD 2023; FedPGP, ICML 2024, and FED-PRIME, ICCV 2025",
            Fidelity.ADAPTATION,
            Placement.FEDERATED,
            "shared prompts, pools and fusion in both directions; use counts of pools up; U and V stay",
            List.of(),
            List.of(),
            DEVIATIONS,
            "bottleneck 0, mu 0 and no pools: plain shared prompts");

    private FedMultimodalPrompt() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new PromptedFactory<>(CARD, PromptedOptions.DEFAULTS, options -> options, options -> List.of());
    }
}
