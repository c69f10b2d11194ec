package dev.kintsugi.methods.fedtpg;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.prompt.LearnerFactory;
import java.util.List;

/**
 * FedTPG: the clients learn together a network that makes the context from the names of the classes at hand, so that it
 * serves classes that nobody trained on.
 *
 * <p>Follows Qiu et al., "Federated Text-driven Prompt Generation for Vision-Language Models", ICLR 2024, and the
 * released code: learned queries attend to the text features of the class names (four heads, norms before), then a
 * feed-forward network with a residual; clients train on their own classes only; the server takes the unweighted mean.
 * <b>Differs:</b> 32-bit floats (released: 16); no self-attention behind the cross-attention (released depth 0); class
 * features of classes that a client does not have are computed and left out; features of unaugmented images; the
 * optimiser starts afresh on every client and round. <b>Limit:</b> where every client has all classes,
 * {@code training-classes = own} equals {@code all}, bit for bit (tested).
 */
public final class FedTpg {
    private static final MethodCard CARD = new MethodCard(
                    "fedtpg",
                    "a shared network that makes the prompt from the class names",
                    "Qiu et al., Federated Text-driven Prompt Generation for Vision-Language Models, ICLR 2024",
                    Fidelity.OFFICIAL_CODE,
                    Placement.FEDERATED,
                    "the network, in both directions: 4.2 million values at width 512",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of(
                            "scores are over all classes of an evaluation, whose names make the prompt",
                            "32-bit floats (released: 16); no self-attention behind the cross-attention (released depth 0)",
                            "no augmentation by default; momentum starts at zero on every client and round"),
                    "every client has all classes: training-classes = own equals all, bit for bit")
            .withChangingClasses();

    private FedTpg() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new LearnerFactory<>(CARD, FedTpgOptions.DEFAULTS, FedTpgLearner::new);
    }
}
