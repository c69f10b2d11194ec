package dev.kintsugi.nn.backbone;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.error.ModelException;
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
        return switch (cut) {
            case POOLED -> Optional.of(new TransformedImages(image.transform(), image::encode, image.embeddingWidth()));
            case PLACES ->
                Optional.of(new TransformedImages(
                        image.transform(), image::encodeGrid, image.places() * image.embeddingWidth()));
            case TOKENS ->
                image instanceof PromptableImageTower tower ? Optional.of(new TokenImages(tower)) : Optional.empty();
            case INPUT -> Optional.empty();
        };
    }

    @Override
    public Optional<SampleEncoder<String>> textEncoder(FeatureKind.Cut cut) {
        return switch (cut) {
            case POOLED -> Optional.of(new PooledTexts(text, tokenizer));
            case TOKENS ->
                text instanceof PromptableTextTower tower
                        ? Optional.of(new TokenTexts(tower, tokenizer))
                        : Optional.empty();
            case PLACES, INPUT -> Optional.empty();
        };
    }

    /**
     * Returns the image tower as one that takes prompts.
     *
     * @throws ModelException if it is not a transformer, such as a locked MobileNet
     */
    public PromptableImageTower promptableImage() {
        if (image instanceof PromptableImageTower tower) {
            return tower;
        }
        throw new ModelException("backbone '" + name + "' has an image tower that takes no prompts (it has no tokens; a"
                + " locked MobileNet, for instance), which this method needs; take a CLIP whose image tower is a"
                + " transformer");
    }

    /**
     * Returns the text tower as one that takes prompts between its layers.
     *
     * @throws ModelException if it does not
     */
    public PromptableTextTower promptableText() {
        if (text instanceof PromptableTextTower tower) {
            return tower;
        }
        throw new ModelException("backbone '" + name + "' has a text tower that takes no prompts between its layers,"
                + " which this method needs; take a CLIP");
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
