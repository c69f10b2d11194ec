package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.backbone.InputShape;
import java.util.Optional;

/** What encoders that read stored features of one kind have in common. */
abstract class StoredEncoder implements ModalityEncoder {
    final FeatureKind kind;
    final InputShape shape;
    private final int width;

    /**
     * Creates an encoder.
     *
     * @param shape of a sample in the features of {@code kind}
     */
    StoredEncoder(FeatureKind kind, InputShape shape, EncoderOptions options) {
        this.kind = kind;
        this.shape = shape;
        this.width = options.width();
    }

    @Override
    public final Modality modality() {
        return kind.modality();
    }

    @Override
    public final int width() {
        return width;
    }

    /** Returns the tag of all parameters. */
    final Optional<Modality> own() {
        return Optional.of(modality());
    }

    /** Returns the name of a parameter or layer. */
    final String name(String part) {
        return ModalityEncoder.prefix(modality()) + part;
    }
}
