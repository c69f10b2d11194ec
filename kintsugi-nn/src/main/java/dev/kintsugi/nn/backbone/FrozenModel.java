package dev.kintsugi.nn.backbone;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.method.Backbone;
import dev.kintsugi.core.parameter.Modality;
import java.awt.image.BufferedImage;
import java.util.Optional;

/** A frozen model that tells how its features are computed, so that they can be computed once and kept. */
public interface FrozenModel extends Backbone, AutoCloseable {
    /** Returns what computes the features of images at a cut; empty if this model has none there. */
    Optional<SampleEncoder<BufferedImage>> imageEncoder(FeatureKind.Cut cut);

    /** Returns what computes the features of texts at a cut; empty if this model has none there. */
    Optional<SampleEncoder<String>> textEncoder(FeatureKind.Cut cut);

    /** Returns what computes the features of sensor streams and sounds at a cut; empty if this model has none there. */
    default Optional<SampleEncoder<Signal>> signalEncoder(Modality modality, FeatureKind.Cut cut) {
        return Optional.empty();
    }

    /** Frees the weights. */
    @Override
    void close();
}
