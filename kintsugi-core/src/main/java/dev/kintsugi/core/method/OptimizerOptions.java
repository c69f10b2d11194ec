package dev.kintsugi.core.method;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;

/** The optimiser of the client's training. */
public sealed interface OptimizerOptions permits OptimizerOptions.Sgd, OptimizerOptions.Adam, OptimizerOptions.AdamW {
    /** Returns the base learning rate. */
    double learningRate();

    /** Stochastic gradient descent with momentum, in the form of PyTorch: {@code v = m v + g + λ p; p -= η v}. */
    @Kind(value = "sgd", description = "stochastic gradient descent with momentum")
    record Sgd(
            @Option(value = "learning rate η, above 0", source = "PromptFL and FedPGP, released scripts")
            double learningRate,

            @Option(value = "momentum m, in [0, 1)", source = "Dassl's default, used by the released scripts")
            double momentum,

            @Option(value = "weight decay λ added to the gradient, 0 or more", source = "Dassl's default")
            double weightDecay)
            implements OptimizerOptions {
        /** The defaults. */
        public static final Sgd DEFAULTS = new Sgd(0.001, 0.9, 5e-4);

        /** Checks the ranges. */
        public Sgd {
            Check.positive("learning-rate", learningRate);
            Check.within("momentum", momentum, 0, Math.nextDown(1.0));
            Check.notNegative("weight-decay", weightDecay);
        }
    }

    /** Adam (Kingma and Ba, ICLR 2015); weight decay is added to the gradient. */
    @Kind(value = "adam", description = "Adam; weight decay is added to the gradient")
    record Adam(
            @Option(value = "learning rate η, above 0", source = "Kingma and Ba, Algorithm 1")
            double learningRate,

            @Option(value = "decay of the first moment β₁, in [0, 1)", source = "Kingma and Ba, Algorithm 1")
            double beta1,

            @Option(value = "decay of the second moment β₂, in [0, 1)", source = "Kingma and Ba, Algorithm 1")
            double beta2,

            @Option(value = "ε beside the square root, above 0", source = "Kingma and Ba, Algorithm 1")
            double epsilon,

            @Option(value = "weight decay λ, 0 or more", source = "PyTorch")
            double weightDecay)
            implements OptimizerOptions {
        /** The defaults. */
        public static final Adam DEFAULTS = new Adam(0.001, 0.9, 0.999, 1e-8, 0);

        /** Checks the ranges. */
        public Adam {
            Check.positive("learning-rate", learningRate);
            Check.within("beta1", beta1, 0, Math.nextDown(1.0));
            Check.within("beta2", beta2, 0, Math.nextDown(1.0));
            Check.positive("epsilon", epsilon);
            Check.notNegative("weight-decay", weightDecay);
        }
    }

    /** AdamW (Loshchilov and Hutter, ICLR 2019); weight decay acts on the parameter itself. */
    @Kind(value = "adamw", description = "AdamW; weight decay acts on the parameter itself")
    record AdamW(
            @Option(value = "learning rate η, above 0", source = "Loshchilov and Hutter, Algorithm 2")
            double learningRate,

            @Option(value = "decay of the first moment β₁, in [0, 1)", source = "Loshchilov and Hutter, Algorithm 2")
            double beta1,

            @Option(value = "decay of the second moment β₂, in [0, 1)", source = "Loshchilov and Hutter, Algorithm 2")
            double beta2,

            @Option(value = "ε beside the square root, above 0", source = "Loshchilov and Hutter, Algorithm 2")
            double epsilon,

            @Option(value = "decoupled weight decay λ, 0 or more", source = "PyTorch")
            double weightDecay)
            implements OptimizerOptions {
        /** The defaults. */
        public static final AdamW DEFAULTS = new AdamW(0.001, 0.9, 0.999, 1e-8, 0.01);

        /** Checks the ranges. */
        public AdamW {
            Check.positive("learning-rate", learningRate);
            Check.within("beta1", beta1, 0, Math.nextDown(1.0));
            Check.within("beta2", beta2, 0, Math.nextDown(1.0));
            Check.positive("epsilon", epsilon);
            Check.notNegative("weight-decay", weightDecay);
        }
    }
}
