package dev.kintsugi.methods.mfcpl;

import static org.bytedeco.pytorch.global.torch.clamp_min;

import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.multimodal.UnitVectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The complete prototypes that the clients of a batch received.
 *
 * @param vectors at length 1, {@code [clients, classes, width]}
 * @param known 1 for a class that has one, else 0, {@code [clients, classes]}
 * @param own how much of each sample's prototype is that of a class, {@code [clients, size, classes]}: equal parts for
 *     its classes that have one, which sum to 1, or to 0 if none has
 */
record Prototypes(Tensor vectors, Tensor known, Tensor own) {
    /** Returns those of a run; null in the first round, which has none. */
    static @Nullable Prototypes of(Run run) {
        BlockParameters fixed = run.initial();
        if (!fixed.contains(PrototypeExchange.COMPLETE)) {
            return null;
        }
        Tensor known = fixed.get(PrototypeExchange.KNOWN);
        Tensor own =
                run.labels().hot(run.batch().rows(), run.batch().weighted()).mul(known.unsqueeze(1));
        own = own.div(clamp_min(own.sum(2), new Scalar(1)).unsqueeze(2));
        return new Prototypes(UnitVectors.of(fixed.get(PrototypeExchange.COMPLETE)), known, own);
    }

    /** Returns the squared distance of each sample to its prototype, {@code [clients, size]}; 0 where it has none. */
    Tensor distances(Tensor samples) {
        return samples.unsqueeze(2)
                .sub(vectors.unsqueeze(1))
                .square()
                .sum(3)
                .mul(own)
                .sum(2);
    }
}
