package dev.kintsugi.methods.fedcmi;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.methods.prompted.FedMultimodalPrompt;
import dev.kintsugi.methods.prompted.PromptedFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The mechanism of {@code fedcmi} where prompts of both towers of a frozen CLIP are trained instead of encoders; as
 * options together with FedPGP's low-rank own part, with FED-PRIME's pools, or with both.
 *
 * <p>Follows {@link FedCmi} in projectors, classifiers, teacher and temperatures, and {@link FedMultimodalPrompt} in
 * the prompts and where they come from. <b>Differs:</b> no published system has this; a client's teacher is the model
 * as it started the round, its own part of the prompts included. <b>Limit:</b> with complete samples and both weights 0
 * this is {@code fedmultimodal-prompt} with the same projectors, bit for bit (tested).
 */
public final class FedCmiPrompt {
    private FedCmiPrompt() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        List<String> deviations = new ArrayList<>(List.of(
                "ours: no published system trains prompts with this mechanism",
                "the teacher is the model as the client started the round, its own part of the prompts included",
                "all that fedcmi differs in from its source"));
        deviations.addAll(FedMultimodalPrompt.DEVIATIONS);
        MethodCard card = new MethodCard(
                "fedcmi-prompt",
                "fedcmi on prompts of both CLIP towers; optionally with a low-rank own part, with pools, or both",
                "ours, from FedCMI, arXiv 2401.00894; FedPGP, ICML 2024; FED-PRIME, ICCV 2025",
                Fidelity.ADAPTATION,
                Placement.FEDERATED,
                "prompts, pools, projectors, uni-modal classifiers and fusion in both directions; use counts of pools up;"
                        + " U and V stay, and with a personal branch the imitating projectors and the classifiers",
                List.of(),
                List.of("one modality"),
                deviations,
                "complete samples, unimodal-weight 0, distillation-weight 0: equals fedmultimodal-prompt with the same"
                        + " projectors");
        return new PromptedFactory<>(
                card, FedCmiPromptOptions.DEFAULTS, FedCmiPromptOptions::prompted, FedCmiPromptOptions::mechanisms);
    }
}
