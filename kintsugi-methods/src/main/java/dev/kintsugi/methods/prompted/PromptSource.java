package dev.kintsugi.methods.prompted;

import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.methods.tower.TowerBatch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Where the prompts of one tower come from. Pure: it keeps nothing but what never changes. What else a source needs,
 * such as a further loss or a merge on the server, is a {@link dev.kintsugi.methods.multimodal.Mechanism} beside it.
 */
public interface PromptSource {
    /** Declares the parameters; all carry the tower's modality, and their names start as those of its encoder. */
    void declare(ParameterLayout layout);

    /**
     * Returns the prompts of the first layers, those of the input first, {@code [n, prompts, width]} each, for the n
     * samples that have the modality.
     *
     * @param parameters of the clients of the batch, {@code [clients, …]}
     * @param batch all samples
     * @param tower the n of them that the tower reads
     */
    List<Tensor> layers(BlockParameters parameters, MultimodalBatch batch, TowerBatch tower);
}
