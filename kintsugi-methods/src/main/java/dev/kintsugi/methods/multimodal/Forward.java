package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.parameter.Modality;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to.
 *
 * @param encoded per modality, as the encoders gave it
 * @param features per modality, as the fusion got it: what the mechanisms made of {@code encoded}
 * @param scores {@code [clients, size, classes]}: those of the fusion, as the mechanisms left them
 * @param mechanisms that were asked
 */
public record Forward(Run run, List<Tokens> encoded, List<Tokens> features, Tensor scores, List<Mechanism> mechanisms) {
    /** Runs the network with its mechanisms. */
    static Forward of(Run run, List<Mechanism> mechanisms) {
        List<Tokens> encoded = run.network().encode(run.current(), run.batch(), run.pass());
        List<Tokens> features = encoded;
        for (Mechanism mechanism : mechanisms) {
            features = mechanism.features(run, features);
        }
        Tensor scores = run.network().scores(run.current(), features, run.pass());
        for (Mechanism mechanism : mechanisms) {
            scores = mechanism.scores(run, features, scores);
        }
        return new Forward(run, encoded, features, scores, mechanisms);
    }

    /**
     * Returns the class scores of one modality alone, {@code [clients, size, classes]}: of the first mechanism that has
     * a head for it, else of the fusion.
     */
    public Tensor alone(int modality) {
        for (Mechanism mechanism : mechanisms) {
            @Nullable Tensor own = mechanism.alone(run, features, modality);
            if (own != null) {
                return own;
            }
        }
        return run.network().fusion().alone(run.current(), features, modality);
    }

    /** Returns the features as the mechanism of a class left them, computed anew. */
    public List<Tokens> featuresAfter(Class<? extends Mechanism> last) {
        List<Tokens> left = encoded;
        for (Mechanism mechanism : mechanisms) {
            left = mechanism.features(run, left);
            if (last.isInstance(mechanism)) {
                return left;
            }
        }
        throw new IllegalArgumentException("no mechanism here is a " + last.getSimpleName());
    }

    /** Returns the modalities in the order of the features. */
    public List<Modality> modalities() {
        return run.network().modalities();
    }
}
