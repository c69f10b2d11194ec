package dev.kintsugi.methods.maple;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.prompt.LearnerFactory;
import java.util.List;

/**
 * MaPLe under federated averaging: prompts at the first layers of the text tower, from which a linear map per layer
 * makes those of the image tower; prompts and maps are averaged.
 *
 * <p>Follows Khattak et al., "MaPLe: Multi-modal Prompt Learning", CVPR 2023, and the released code. <b>Differs:</b>
 * federated averaging by examples is ours, as in FedPGP's comparison; optimiser and batch are the experiment's; images
 * are not augmented, so that their tokens are read from the feature store. <b>Limit:</b> with {@code image-prompts =
 * none} and {@code depth = 1} (and an initial text without frozen words) this equals {@code promptfl}, bit for bit
 * (tested).
 */
public final class Maple {
    private static final MethodCard CARD = new MethodCard(
                    "maple",
                    "prompts at the first layers of both CLIP towers, those of the image made from those of the text",
                    "Khattak et al., MaPLe: Multi-modal Prompt Learning, CVPR 2023, under FedAvg",
                    Fidelity.ADAPTATION,
                    Placement.FEDERATED,
                    "the prompts of the text tower and the maps to the image tower, in both directions",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of(
                            "federated averaging by examples is ours; one client is the paper's setting",
                            "optimiser, schedule and batch size are the experiment's; no augmentation by default"),
                    "image-prompts: none and depth: 1: equals promptfl bit for bit")
            .withChangingClasses();

    private Maple() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new LearnerFactory<>(CARD, MapleOptions.DEFAULTS, MapleLearner::new);
    }
}
