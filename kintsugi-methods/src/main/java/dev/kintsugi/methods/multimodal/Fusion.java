package dev.kintsugi.methods.multimodal;

import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Makes class scores of the tokens of all modalities. Its parameters start with {@code fusion.} and are everyone's. */
public interface Fusion {
    /** Declares the trainable parameters. */
    void declare(ParameterLayout layout);

    /**
     * Returns the class scores, {@code [clients, size, classes]}.
     *
     * @param features per modality, in the order of the network; zeros where a modality is missing
     */
    Tensor scores(BlockParameters parameters, List<Tokens> features, Pass pass);

    /**
     * Returns the class scores of one modality alone, {@code [clients, size, classes]}: those with zeros for all others
     * (Peng et al., TPAMI 2024, for heads that are not linear), unless the fusion can divide them exactly.
     */
    default Tensor alone(BlockParameters parameters, List<Tokens> features, int modality) {
        List<Tokens> only = new ArrayList<>();
        for (int m = 0; m < features.size(); m++) {
            only.add(m == modality ? features.get(m) : features.get(m).without());
        }
        return scores(parameters, only, Pass.EVALUATION);
    }
}
