package dev.kintsugi.methods.fedmgp;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.prompt.LearnerFactory;
import java.util.List;

/**
 * FedMGP: every client has several groups of a text and an image prompt, which a loss drives apart and whose scores are
 * averaged. After its training it sends some groups, drawn by how like they are to those that the server sent; the
 * server averages them rank by rank, and the others stay.
 *
 * <p>Follows Bo et al., "FedMGP: Personalized Federated Learning with Multi-Group Text-Visual Prompts", NeurIPS 2025,
 * and the released code: groups start a little apart from each other, image prompts come in before the first layer, the
 * first round draws the groups evenly, clients count the same. <b>Differs:</b> the loss lets the groups diverge, as the
 * paper means it (in the released code an absolute value turns its sign, so that it draws them together; an option);
 * text and image prompt of a group are chosen together by the mean of their cosines (the released code chooses them
 * apart, which tears pairs asunder); the first group starts without noise; clients absent from a round have the
 * server's new groups too (in the released code they keep their own). <b>Limit:</b> one group, no image prompts and
 * {@code diversity-weight = 0} over clients with equal numbers of examples equals {@code promptfl}, bit for bit
 * (tested).
 */
public final class FedMgp {
    private static final MethodCard CARD = new MethodCard(
                    "fedmgp",
                    "several groups of text and image prompts per client; the server averages those drawn by likeness",
                    "Bo et al., FedMGP: Personalized Federated Learning with Multi-Group Text-Visual Prompts, NeurIPS 2025",
                    Fidelity.OFFICIAL_CODE,
                    Placement.FEDERATED,
                    "the chosen groups, in both directions; the others stay",
                    List.of(Modality.IMAGE),
                    List.of(),
                    List.of(
                            "the loss drives groups apart as in the paper; the released code draws them together by an absolute"
                                    + " value (an option)",
                            "text and image prompt of a group are chosen together; the released code chooses them apart",
                            "the first group starts without noise, so that it is the start of promptfl",
                            "clients absent from a round have the server's new groups too, in the test and when they train again; in"
                                    + " the released code they keep their own",
                            "no augmentation by default; single precision"),
                    "one group, vision-length = 0, diversity-weight = 0, clients of equal size: promptfl bit for bit")
            .withChangingClasses();

    private FedMgp() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new LearnerFactory<>(CARD, FedMgpOptions.DEFAULTS, FedMgpLearner::new);
    }
}
