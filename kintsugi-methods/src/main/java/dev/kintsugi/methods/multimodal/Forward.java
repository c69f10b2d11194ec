package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.parameter.Modality;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What a run came to.
 *
 * @param encoded per modality, as the encoders gave it
 * @param features per modality, as the fusion got it: what the mechanisms made of {@code encoded}
 * @param scores {@code [clients, size, classes]}
 */
public record Forward(Run run, List<Tokens> encoded, List<Tokens> features, Tensor scores) {
    /** Runs the network with its mechanisms. */
    static Forward of(Run run, List<Mechanism> mechanisms) {
        List<Tokens> encoded = run.network().encode(run.current(), run.batch(), run.pass());
        List<Tokens> features = encoded;
        for (Mechanism mechanism : mechanisms) {
            features = mechanism.features(run, features);
        }
        return new Forward(run, encoded, features, run.network().scores(run.current(), features, run.pass()));
    }

    /** Returns the class scores of one modality alone, {@code [clients, size, classes]}. */
    public Tensor alone(int modality) {
        return run.network().fusion().alone(run.current(), features, modality);
    }

    /** Returns the modalities in the order of the features. */
    public List<Modality> modalities() {
        return run.network().modalities();
    }
}
