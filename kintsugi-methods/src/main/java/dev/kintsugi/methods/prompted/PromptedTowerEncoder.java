package dev.kintsugi.methods.prompted;

import static org.bytedeco.pytorch.global.torch.cat;

import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.ModalityEncoder;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.multimodal.Pass;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.methods.tower.TowerBatch;
import dev.kintsugi.methods.tower.TowerInput;
import dev.kintsugi.nn.backbone.PromptableTower;
import dev.kintsugi.nn.layer.LayerPrompts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * A frozen tower with prompts before its tokens; its feature in the joint space, not normalised, is the only token.
 *
 * <p>Prompts stand at position 0 and without positions, as in DCP (Hu et al., NeurIPS 2024). The first source may have
 * prompts for further layers too, which take the place of its own; those of the other sources go on as they come. The
 * tower is run for the samples that have its modality.
 */
public final class PromptedTowerEncoder implements ModalityEncoder {
    private final Modality modality;
    private final PromptableTower tower;
    private final List<PromptSource> sources;

    /**
     * Creates an encoder.
     *
     * @param tower of that modality
     * @param sources whose prompts stand before the tokens in this order, one or more
     */
    public PromptedTowerEncoder(Modality modality, PromptableTower tower, List<PromptSource> sources) {
        this.modality = modality;
        this.tower = tower;
        this.sources = List.copyOf(sources);
    }

    @Override
    public Modality modality() {
        return modality;
    }

    @Override
    public int width() {
        return tower.embeddingWidth();
    }

    @Override
    public void declare(ParameterLayout layout) {
        sources.forEach(source -> source.declare(layout));
    }

    @Override
    public Tokens encode(BlockParameters parameters, MultimodalBatch batch, Pass pass) {
        TowerBatch input = new TowerInput(tower, modality, batch.presence(), batch.tables())
                .batch(batch.clients(), batch.size(), batch.rows());
        Tensor read = tower.read(input.tokens(), input.mask(), prompts(parameters, batch, input));
        Tensor features = input.spread(tower.project(read)).view(batch.clients(), batch.size(), width());
        return Tokens.single(features, batch.present(modality));
    }

    private LayerPrompts prompts(BlockParameters parameters, MultimodalBatch batch, TowerBatch input) {
        Map<Integer, LayerPrompts.Injection> byLayer = new TreeMap<>();
        TensorVector first = new TensorVector();
        for (int i = 0; i < sources.size(); i++) {
            List<Tensor> layers = sources.get(i).layers(parameters, batch, input);
            first.push_back(layers.get(0));
            if (i > 0 && layers.size() > 1) {
                throw new IllegalStateException("only the first source of prompts may have further layers");
            }
            for (int layer = 1; layer < layers.size(); layer++) {
                byLayer.put(layer, new LayerPrompts.Replace(layers.get(layer)));
            }
        }
        byLayer.put(0, new LayerPrompts.Insert(cat(first, 1)));
        return LayerPrompts.of(0, byLayer);
    }
}
