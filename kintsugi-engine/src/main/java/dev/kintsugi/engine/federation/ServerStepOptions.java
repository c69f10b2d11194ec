package dev.kintsugi.engine.federation;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.federation.ServerStep;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;

/** What the server does after the aggregation. */
public sealed interface ServerStepOptions permits ServerStepOptions.None, ServerStepOptions.Momentum {
    /** Returns the step. */
    ServerStep step();

    /** Takes the aggregate as it is. */
    @Kind(value = "none", description = "takes the aggregate as it is")
    record None() implements ServerStepOptions {
        /** The defaults. */
        public static final None DEFAULTS = new None();

        @Override
        public ServerStep step() {
            return (round, before, aggregated) -> aggregated;
        }
    }

    /** Server momentum, FedAvgM. */
    @Kind(value = "momentum", description = "server momentum (FedAvgM, Hsu et al., 2019)")
    record Momentum(
            @Option(
                    value = "momentum of the server, in [0, 1)",
                    source = "Hsu et al., 2019: 0.9 is best in most settings")
            double momentum,

            @Option(value = "learning rate of the server, above 0", source = "Hsu et al., 2019")
            double learningRate)
            implements ServerStepOptions {
        /** The defaults. */
        public static final Momentum DEFAULTS = new Momentum(0.9, 1.0);

        /** Checks the ranges. */
        public Momentum {
            Check.within("momentum", momentum, 0, Math.nextDown(1.0));
            Check.positive("learning-rate", learningRate);
        }

        @Override
        public ServerStep step() {
            return new ServerMomentum(momentum, learningRate);
        }
    }
}
