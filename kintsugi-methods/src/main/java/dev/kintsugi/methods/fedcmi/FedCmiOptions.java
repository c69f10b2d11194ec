package dev.kintsugi.methods.fedcmi;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.multimodal.ProjectorForm;
import dev.kintsugi.methods.multimodal.Proximal;
import java.util.ArrayList;
import java.util.List;

/** Options of {@code fedcmi}. */
public record FedCmiOptions(
        @Option("encoders, projectors (linear or mlp, of all branches alike), fusion and federation")
        NetworkOptions network,

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
                source = "FedCMI.py: class_wise_t or class_wise_w; without either it teaches nothing")
        ClassWise classWise,

        @Option(value = "strength c3 of the class-wise temperatures or weights, 0 or more", source = "FedCMI.py: 2")
        double classStrength,

        @Option(
                value = "whether imitating projectors and uni-modal classifiers stay on their client",
                source = "FedCMI.py: off (personalized_branch)")
        boolean personalBranch,

        @Option(
                value = "weight of a proximal term to the server's values, 0 for none",
                source = "FedCMI.py: off; 1 if switched on (prox, mu)")
        double mu) {
    /** The defaults. */
    public static final FedCmiOptions DEFAULTS = new FedCmiOptions(
            NetworkOptions.DEFAULTS.withProjectors(ProjectorForm.LINEAR), 2, 1, 1, ClassWise.TEMPERATURE, 2, false, 0);

    /** Checks the ranges. */
    public FedCmiOptions {
        if (network.projectors() == ProjectorForm.NONE) {
            throw new ConfigException("network.projectors: fedcmi is about projectors, but was none; take linear or"
                    + " mlp (and the same for its controls)");
        }
        Check.notNegative("unimodal-weight", unimodalWeight);
        Check.notNegative("distillation-weight", distillationWeight);
        Check.notNegative("warm-up", warmUp);
        Check.notNegative("class-strength", classStrength);
        Check.notNegative("mu", mu);
    }

    /** Returns the network without its projectors, which are part of the mechanisms here. */
    NetworkOptions withoutProjectors() {
        return network.withProjectors(ProjectorForm.NONE);
    }

    List<Mechanism> mechanisms() {
        CrossModalInfiltration projectors = new CrossModalInfiltration(network.projectors(), personalBranch);
        List<Mechanism> mechanisms = new ArrayList<>(List.of(projectors));
        if (unimodalWeight > 0) {
            mechanisms.add(new UnimodalSupervision(projectors, unimodalWeight));
        }
        if (distillationWeight > 0) {
            mechanisms.add(
                    new InfiltrationDistillation(projectors, distillationWeight, warmUp, classWise, classStrength));
        }
        if (mu > 0) {
            mechanisms.add(new Proximal(mu));
        }
        return mechanisms;
    }
}
