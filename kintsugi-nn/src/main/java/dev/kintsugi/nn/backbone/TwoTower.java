package dev.kintsugi.nn.backbone;

import dev.kintsugi.core.method.Backbone;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.text.Tokenizer;
import java.util.List;

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
        implements Backbone, AutoCloseable {
    /** Copies the list. */
    public TwoTower {
        resources = List.copyOf(resources);
    }

    @Override
    public List<Modality> modalities() {
        return List.of(Modality.IMAGE, Modality.TEXT);
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
