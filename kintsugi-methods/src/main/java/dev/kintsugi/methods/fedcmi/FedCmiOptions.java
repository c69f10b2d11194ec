package dev.kintsugi.methods.fedcmi;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Flat;
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

        @Flat InfiltrationOptions infiltration,

        @Option(
                value = "weight of a proximal term to the server's values, 0 for none",
                source = "FedCMI.py: off; 1 if switched on (prox, mu)")
        double mu) {
    /** The defaults. */
    public static final FedCmiOptions DEFAULTS = new FedCmiOptions(
            NetworkOptions.DEFAULTS.withProjectors(ProjectorForm.LINEAR), InfiltrationOptions.DEFAULTS, 0);

    /** Checks the ranges. */
    public FedCmiOptions {
        InfiltrationOptions.check(network);
        Check.notNegative("mu", mu);
    }

    /** Returns the network without its projectors, which are part of the mechanisms here. */
    NetworkOptions withoutProjectors() {
        return network.withProjectors(ProjectorForm.NONE);
    }

    List<Mechanism> mechanisms() {
        List<Mechanism> mechanisms = new ArrayList<>(infiltration.mechanisms(network));
        if (mu > 0) {
            mechanisms.add(new Proximal(mu));
        }
        return mechanisms;
    }
}
