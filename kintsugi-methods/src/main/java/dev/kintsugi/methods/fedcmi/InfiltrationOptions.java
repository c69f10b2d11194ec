package dev.kintsugi.methods.fedcmi;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.multimodal.ProjectorForm;
import java.util.ArrayList;
import java.util.List;

/** Weights and forms of cross-modal infiltration, whatever is trained. */
public record InfiltrationOptions(
        @Option(value = "weight c1 of the cross-entropy of each modality alone, 0 or more", source = "FedCMI.py: 2")
        double unimodalWeight,

        @Option(
                value = "weight c2 of what the dominant modality teaches the others, 0 or more",
                source = "FedCMI.py: 1 (MI_alpha)")
        double distillationWeight,

        @Option(value = "first rounds in which nothing is taught, 0 or more", source = "FedCMI.py: 1 (warmup_epoch)")
        int warmUp,

        @Option(
                value = "what classes that are out of balance most get in the teaching: temperature, weight or none",
                source = "FedCMI.py: class_wise_t; without either it teaches nothing; weight: mmfedcmd.py (FedCMD)")
        ClassWise classWise,

        @Option(value = "strength c3 of the class-wise temperatures or weights, 0 or more", source = "FedCMI.py: 2")
        double classStrength,

        @Option(
                value = "whether imitating projectors and uni-modal classifiers stay on their client",
                source = "FedCMI.py: off (personalized_branch)")
        boolean personalBranch) {
    /** The defaults. */
    public static final InfiltrationOptions DEFAULTS =
            new InfiltrationOptions(2, 1, 1, ClassWise.TEMPERATURE, 2, false);

    /** Checks the ranges. */
    public InfiltrationOptions {
        Check.notNegative("unimodal-weight", unimodalWeight);
        Check.notNegative("distillation-weight", distillationWeight);
        Check.notNegative("warm-up", warmUp);
        Check.notNegative("class-strength", classStrength);
    }

    /** Throws if a network has no projectors, which infiltration is about. */
    static void check(NetworkOptions network) {
        if (network.projectors() == ProjectorForm.NONE) {
            throw new ConfigException(
                    "network.projectors: fedcmi is about projectors, but was none; take linear" + " or mlp");
        }
    }

    /** Returns the mechanisms, which bring the projectors of {@code network} with them. */
    List<Mechanism> mechanisms(NetworkOptions network) {
        CrossModalInfiltration projectors = new CrossModalInfiltration(network.projectors(), personalBranch);
        List<Mechanism> mechanisms = new ArrayList<>(List.of(projectors));
        if (unimodalWeight > 0) {
            mechanisms.add(new UnimodalSupervision(projectors, unimodalWeight));
        }
        if (distillationWeight > 0) {
            mechanisms.add(
                    new InfiltrationDistillation(projectors, distillationWeight, warmUp, classWise, classStrength));
        }
        return mechanisms;
    }
}
