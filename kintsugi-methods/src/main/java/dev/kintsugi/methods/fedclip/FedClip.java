package dev.kintsugi.methods.fedclip;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.prompt.LearnerFactory;
import java.util.List;

/**
 * FedCLIP: an adapter that weighs the coordinates of the image feature, {@code softmax(W₂ tanh(W₁ f)) ⊙ f}, is trained
 * and averaged; both towers and the class sentences stay as they are.
 *
 * <p>Follows Lu et al., "FedCLIP: Fast Generalization and Personalization for CLIP in Federated Learning", IEEE Data
 * Engineering Bulletin 2023, and the released code. <b>Differs:</b> features of unaugmented images; the optimiser (Adam
 * in the released code) is the experiment's. As released, the loss is that of CLIP over the batch, in which two images
 * of one class are negatives of each other; the cross-entropy over the classes is an option. <b>Limit:</b> with
 * {@code W₂ = 0} all coordinates weigh the same and the scores are those of {@code zero-shot} with the same sentence
 * (tested).
 */
public final class FedClip {
    private static final MethodCard CARD = new MethodCard(
                    "fedclip",
                    "an attention adapter on the image feature, averaged over clients that count the same",
                    "Lu et al., FedCLIP: Fast Generalization and Personalization for CLIP in Federated Learning, IEEE Data"
                            + " Engineering Bulletin 2023",
                    Fidelity.OFFICIAL_CODE,
                    Placement.FEDERATED,
                    "the adapter, in both directions",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of(
                            "no augmentation by default",
                            "optimiser and schedule are the experiment's; released: Adam, rate 5e-5, β 0.9 and 0.98, ε 1e-6,"
                                    + " decay 0.2, batch 32"),
                    "second layer of the adapter at zero: zero-shot with the same sentence")
            .withChangingClasses();

    private FedClip() {}

    /** Settings of the method. */
    public record Options(
            @Option(
                    value = "loss: CLIP's over the batch, in both directions, in which every other sample is a negative"
                            + " even of the same class (symmetric), or cross-entropy over the classes (cross-entropy)",
                    source = "FedCLIP, released code")
            Objective objective,

            @Option(
                    value = "sentence in which {} stands for the class name; empty for the data set's own",
                    source = "FedCLIP, released code")
            String classTemplate) {
        /** What a client minimises. */
        public enum Objective {
            /** The mean of image-to-text and text-to-image cross-entropy over the samples of a batch. */
            SYMMETRIC,
            /** The cross-entropy over all classes. */
            CROSS_ENTROPY
        }

        /** The defaults. */
        public static final Options DEFAULTS = new Options(Objective.SYMMETRIC, "a picture of a {}");
    }

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new LearnerFactory<>(CARD, Options.DEFAULTS, FedClipLearner::new);
    }
}
