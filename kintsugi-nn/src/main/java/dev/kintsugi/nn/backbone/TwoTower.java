package dev.kintsugi.nn.backbone;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.text.Tokenizer;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;

/**
 * A frozen two-tower model such as CLIP.
 *
 * @param name short name for people
 * @param hash SHA-256 of weights and configuration, hexadecimal
 * @param logitScale factor on the cosine between image and text, {@code exp(logit_scale)}
 * @param resources what {@link #close} frees
 */
public record TwoTower(
        String name,
        String hash,
        ImageTower image,
        TextTower text,
        Tokenizer tokenizer,
        double logitScale,
        List<AutoCloseable> resources)
        implements FrozenModel {
    /** Copies the list. */
    public TwoTower {
        resources = List.copyOf(resources);
    }

    @Override
    public List<Modality> modalities() {
        return List.of(Modality.IMAGE, Modality.TEXT);
    }

    @Override
    public Optional<SampleEncoder<BufferedImage>> imageEncoder(FeatureKind.Cut cut) {
        return cut == FeatureKind.Cut.POOLED
                ? Optional.of(new TransformedImages(image.transform(), image::encode, image.embeddingWidth()))
                : Optional.empty();
    }

    @Override
    public Optional<SampleEncoder<String>> textEncoder(FeatureKind.Cut cut) {
        return cut == FeatureKind.Cut.POOLED ? Optional.of(new PooledTexts(text, tokenizer)) : Optional.empty();
    }

    @Override
    public void close() {
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot free a part of backbone " + name, e);
            }
        }
    }
}
