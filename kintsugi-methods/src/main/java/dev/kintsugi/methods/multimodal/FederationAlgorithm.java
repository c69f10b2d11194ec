package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;
import java.util.List;

/** How clients and server work together, whatever is trained. */
public sealed interface FederationAlgorithm
        permits FederationAlgorithm.FedAvg,
                FederationAlgorithm.FedProx,
                FederationAlgorithm.ScaffoldControls,
                FederationAlgorithm.FedOpt {
    /** Returns what it adds to the objective. */
    List<Mechanism> mechanisms(LocalTraining training);

    /** Federated averaging. */
    @Kind(value = "fedavg", description = "federated averaging (McMahan et al., AISTATS 2017)")
    record FedAvg() implements FederationAlgorithm {
        /** The defaults. */
        public static final FedAvg DEFAULTS = new FedAvg();

        @Override
        public List<Mechanism> mechanisms(LocalTraining training) {
            return List.of();
        }
    }

    /** Federated averaging with a proximal term. */
    @Kind(value = "fedprox", description = "a proximal term to the server's values (FedProx, Li et al., MLSys 2020)")
    record FedProx(
            @Option(value = "weight μ, 0 or more", source = "FedMultimodal: 0.01, 0.1 for Hateful Memes")
            double mu) implements FederationAlgorithm {
        /** The defaults. */
        public static final FedProx DEFAULTS = new FedProx(0.01);

        /** Checks the ranges. */
        public FedProx {
            Check.notNegative("mu", mu);
        }

        @Override
        public List<Mechanism> mechanisms(LocalTraining training) {
            return mu > 0 ? List.of(new Proximal(mu)) : List.of();
        }
    }

    /** Control variates. */
    @Kind(value = "scaffold", description = "control variates (SCAFFOLD, Karimireddy et al., ICML 2020)")
    record ScaffoldControls() implements FederationAlgorithm {
        /** The defaults. */
        public static final ScaffoldControls DEFAULTS = new ScaffoldControls();

        @Override
        public List<Mechanism> mechanisms(LocalTraining training) {
            if (!(training.optimizer() instanceof OptimizerOptions.Sgd sgd)) {
                throw new ConfigException("algorithm 'scaffold' cannot work with " + training.optimizer()
                        + ", whose steps are not gradients; take optimizer 'sgd'");
            }
            return List.of(new Scaffold(sgd.momentum()));
        }
    }

    /** An optimiser on the server. */
    @Kind(value = "fedopt", description = "SGD with momentum on the server (FedOpt as in FedMultimodal)")
    record FedOpt(
            @Option(value = "learning rate η_g of the server, above 0", source = "FedMultimodal: 0.025 for UCI-HAR")
            double learningRate,

            @Option(value = "momentum of the server, in [0, 1)", source = "FedMultimodal: 0.9")
            double momentum)
            implements FederationAlgorithm {
        /** The defaults. */
        public static final FedOpt DEFAULTS = new FedOpt(0.025, 0.9);

        /** Checks the ranges. */
        public FedOpt {
            Check.positive("learning-rate", learningRate);
            Check.within("momentum", momentum, 0, Math.nextDown(1.0));
        }

        @Override
        public List<Mechanism> mechanisms(LocalTraining training) {
            return List.of(
                    new ServerSgd(learningRate, momentum, training.optimizer().learningRate()));
        }
    }
}
