package dev.kintsugi.engine.federation;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.federation.UpdateTransform;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;

/** What happens to an update before it leaves the client. */
public sealed interface TransformOptions permits TransformOptions.Clip {
    /** Returns the transform. */
    UpdateTransform transform();

    /** Bounds the L2 norm of the change that a client makes. */
    @Kind(value = "clip", description = "bounds the L2 norm of a client's change of the shared parameters")
    record Clip(
            @Option("largest L2 norm of the change over all shared parameters, above 0")
            double l2Norm) implements TransformOptions {
        /** The defaults. */
        public static final Clip DEFAULTS = new Clip(1.0);

        /** Checks the range. */
        public Clip {
            Check.positive("l2-norm", l2Norm);
        }

        @Override
        public UpdateTransform transform() {
            return new DeltaClip(l2Norm);
        }
    }
}
