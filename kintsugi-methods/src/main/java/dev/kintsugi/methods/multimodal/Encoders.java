package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.method.Backbone;
import dev.kintsugi.core.option.NearestName;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.backbone.InputModel;
import dev.kintsugi.nn.backbone.InputShape;
import dev.kintsugi.nn.backbone.SingleStream;
import dev.kintsugi.nn.backbone.TwoTower;
import java.util.List;

/** Finds the encoder that fits what a backbone has of each modality. */
public final class Encoders {
    private Encoders() {}

    /**
     * Returns the trained encoders for a backbone, in the order of its modalities.
     *
     * @throws ConfigException if a modality is asked for that the backbone does not take
     * @throws ModelException if the backbone has nothing that an encoder could read
     */
    public static List<ModalityEncoder> of(Backbone backbone, EncoderOptions options) {
        return modalities(backbone, options).stream()
                .map(modality -> of(backbone, modality, options))
                .toList();
    }

    /**
     * Returns the modalities of a backbone that are taken, in its order.
     *
     * @throws ConfigException if a modality is asked for that the backbone does not take
     */
    public static List<Modality> modalities(Backbone backbone, EncoderOptions options) {
        List<String> known = backbone.modalities().stream().map(Modality::name).toList();
        for (String wanted : options.modalities()) {
            if (!known.contains(wanted)) {
                throw new ConfigException("encoders.modalities: " + NearestName.notKnown("modality", wanted, known)
                        + " of backbone '" + backbone.name() + "'");
            }
        }
        return backbone.modalities().stream().filter(options::takes).toList();
    }

    private static ModalityEncoder of(Backbone backbone, Modality modality, EncoderOptions options) {
        if (backbone instanceof InputModel inputs) {
            return of(FeatureKind.input(modality), inputs.shape(modality), options);
        } else if (backbone instanceof TwoTower towers) {
            return frozen(towers, modality, options);
        } else if (backbone instanceof SingleStream stream) {
            return of(
                    FeatureKind.tokens(modality),
                    new InputShape(InputShape.Form.TOKENS, stream.tokens(modality), stream.width()),
                    options);
        }
        throw new ModelException("backbone '" + backbone.name() + "' has nothing that an encoder could read; take"
                + " 'inputs', a CLIP or a ViLT");
    }

    private static ModalityEncoder frozen(TwoTower towers, Modality modality, EncoderOptions options) {
        if (options.frozen() == EncoderOptions.Frozen.POOLED) {
            int width = towers.text().embeddingWidth();
            return of(FeatureKind.pooled(modality), new InputShape(InputShape.Form.VECTOR, width), options);
        } else if (modality.equals(Modality.IMAGE)) {
            return new RecurrentEncoder(
                    FeatureKind.places(modality),
                    new InputShape(
                            InputShape.Form.TOKENS,
                            towers.image().places(),
                            towers.image().embeddingWidth()),
                    false,
                    options);
        }
        return of(
                FeatureKind.tokens(modality),
                new InputShape(
                        InputShape.Form.TOKENS,
                        towers.promptableText().tokens(),
                        towers.promptableText().width()),
                options);
    }

    private static ModalityEncoder of(FeatureKind kind, InputShape shape, EncoderOptions options) {
        return switch (shape.form()) {
            case SERIES -> new SeriesEncoder(kind, shape, options);
            case PICTURE -> new PictureEncoder(kind, shape, options);
            case TOKENS -> new RecurrentEncoder(kind, shape, true, options);
            case VECTOR -> new VectorEncoder(kind, shape, options);
        };
    }
}
