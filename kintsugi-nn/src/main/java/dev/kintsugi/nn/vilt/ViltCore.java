package dev.kintsugi.nn.vilt;

import static org.bytedeco.pytorch.global.torch.linear;

import dev.kintsugi.nn.layer.LayerNorm;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.layer.TransformerLayer;
import dev.kintsugi.nn.layer.TransformerStack;
import dev.kintsugi.nn.tensor.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** All of a ViLT but its image input: text input, layers, final norm and pooler. Borrows its tensors. */
final class ViltCore {
    private static final String TASK_PREFIX = "vilt.";

    private final ViltTextEmbedding text;
    private final TransformerStack layers;
    private final LayerNorm finalNorm;
    private final Tensor poolerWeight;
    private final Tensor poolerBias;
    private final TensorOptional poolerBiasOptional;

    ViltCore(Weights weights, ViltConfig config) {
        String prefix = prefix(weights);
        int width = config.hiddenSize();
        this.text = new ViltTextEmbedding(weights, prefix, config);
        List<TransformerLayer> stack = new ArrayList<>();
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            stack.add(new TransformerLayer(
                    weights, prefix + "encoder.layer." + i, TransformerLayer.Names.VIT, config.layer()));
        }
        this.layers = new TransformerStack(stack, false);
        this.finalNorm = new LayerNorm(weights, prefix + "layernorm", width, config.layerNormEps());
        this.poolerWeight = weights.get(prefix + "pooler.dense.weight", width, width);
        this.poolerBias = weights.get(prefix + "pooler.dense.bias", width);
        this.poolerBiasOptional = weights.own(new TensorOptional(poolerBias));
    }

    /** Returns what stands before the names of a model for a task, empty for a bare model. */
    static String prefix(Weights weights) {
        return weights.contains(TASK_PREFIX + "embeddings.cls_token") ? TASK_PREFIX : "";
    }

    Tensor embedText(Tensor ids) {
        return text.embed(ids);
    }

    int layers() {
        return layers.size();
    }

    Tensor encode(Tensor tokens, Tensor mask, LayerPrompts prompts) {
        return finalNorm.apply(layers.apply(tokens, mask, prompts));
    }

    /** Returns {@link #encode} at one position; the last layer works on that token alone. */
    Tensor encodeAt(Tensor tokens, Tensor mask, LayerPrompts prompts, int position) {
        return finalNorm.apply(layers.applyAt(tokens, mask, prompts, position));
    }

    Tensor pool(Tensor hidden) {
        return linear(hidden.select(1, 0), poolerWeight, poolerBiasOptional).tanh();
    }

    Tensor poolerWeight() {
        return poolerWeight;
    }

    Tensor poolerBias() {
        return poolerBias;
    }
}
