package dev.kintsugi.nn.bench;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.log_softmax;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import dev.kintsugi.nn.clip.ClipConfig;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/**
 * The text-tower step of CoOp as one run of libtorch calls, without any of our layers: what they are measured against,
 * and their plain twin.
 */
final class InlineTextTower implements AutoCloseable {
    private final long width;
    private final long heads;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Pointer> owned = new ArrayList<>();
    private final Tensor position;
    private final TensorOptional finalWeight;
    private final TensorOptional finalBias;
    private final Tensor projection;
    private final TensorOptional noMask = own(new TensorOptional());
    private final DoubleOptional defaultScale = own(new DoubleOptional());
    private final Scalar quick = own(new Scalar(1.702));
    private final ScalarOptional two = own(new ScalarOptional(new Scalar(2.0)));
    private final Scalar scale = own(new Scalar(100.0));

    private record Block(
            TensorOptional norm1Weight,
            TensorOptional norm1Bias,
            Tensor inWeight,
            TensorOptional inBias,
            Tensor outWeight,
            TensorOptional outBias,
            TensorOptional norm2Weight,
            TensorOptional norm2Bias,
            Tensor upWeight,
            TensorOptional upBias,
            Tensor downWeight,
            TensorOptional downBias) {}

    InlineTextTower(Weights source, ClipConfig.Text config) {
        this.width = config.hiddenSize();
        this.heads = config.numAttentionHeads();
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            String layer = "text_model.encoder.layers." + i + ".";
            blocks.add(new Block(
                    optional(source, layer + "layer_norm1.weight"),
                    optional(source, layer + "layer_norm1.bias"),
                    tensor(source, layer + "self_attn.in_proj_weight"),
                    optional(source, layer + "self_attn.in_proj_bias"),
                    tensor(source, layer + "self_attn.out_proj.weight"),
                    optional(source, layer + "self_attn.out_proj.bias"),
                    optional(source, layer + "layer_norm2.weight"),
                    optional(source, layer + "layer_norm2.bias"),
                    tensor(source, layer + "mlp.fc1.weight"),
                    optional(source, layer + "mlp.fc1.bias"),
                    tensor(source, layer + "mlp.fc2.weight"),
                    optional(source, layer + "mlp.fc2.bias")));
        }
        this.position = tensor(source, "text_model.embeddings.position_embedding.weight");
        this.finalWeight = optional(source, "text_model.final_layer_norm.weight");
        this.finalBias = optional(source, "text_model.final_layer_norm.bias");
        this.projection = tensor(source, "text_projection.weight");
    }

    private static Tensor tensor(Weights source, String name) {
        Tensor tensor = source.asMap().get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the random weights lack " + name);
        }
        return tensor;
    }

    private TensorOptional optional(Weights source, String name) {
        return own(new TensorOptional(tensor(source, name)));
    }

    private <P extends Pointer> P own(P pointer) {
        owned.add(TensorBridge.keep(pointer));
        return pointer;
    }

    /**
     * Returns the cross-entropy of the images against the classes, a scalar.
     *
     * @param context {@code [1, context, width]}
     * @param prefix embedded start token, {@code [1, 1, 1, width]}
     * @param suffix embedded rest of each sentence, {@code [1, classes, tokens - 1 - context, width]}
     * @param ends int64 {@code [classes]}
     * @param images normalised, {@code [1, batch, width]}
     * @param labels int64 {@code [1, batch]}
     * @param weights {@code [1, batch]}
     */
    Tensor loss(
            Tensor context, Tensor prefix, Tensor suffix, Tensor ends, Tensor images, Tensor labels, Tensor weights) {
        long classes = suffix.size(1);
        long length = context.size(1);
        long tokens = 1 + length + suffix.size(2);
        Tensor sentences = cat(
                        new TensorVector(
                                prefix.expand(1, classes, 1, width),
                                context.unsqueeze(1).expand(1, classes, length, width),
                                suffix),
                        2)
                .view(classes, tokens, width);
        Tensor hidden = sentences.add(position.narrow(0, 0, tokens));
        PointerScope step = PointerScope.getInnerScope();
        for (Block block : blocks) {
            try (PointerScope layer = new PointerScope()) {
                hidden = block(hidden, block, classes, tokens);
                step.attach(hidden);
            }
        }
        Tensor index = ends.view(classes, 1, 1).expand(classes, 1, width);
        Tensor end = hidden.gather(1, index).select(1, 0);
        Tensor features = linear(layer_norm(end, new long[] {width}, finalWeight, finalBias, 1e-5, true), projection)
                .view(1, classes, width);
        Tensor unit = features.div(features.norm(two, new long[] {-1}, true));
        Tensor scores = matmul(images, unit.transpose(1, 2)).mul(scale);
        return log_softmax(scores, -1)
                .gather(2, labels.unsqueeze(2))
                .squeeze(2)
                .mul(weights)
                .sum(1)
                .neg()
                .sum();
    }

    private Tensor block(Tensor input, Block block, long sequences, long tokens) {
        long[] shape = {width};
        Tensor normed = layer_norm(input, shape, block.norm1Weight(), block.norm1Bias(), 1e-5, true);
        Tensor projected = linear(normed, block.inWeight(), block.inBias())
                .view(sequences, tokens, 3, heads, width / heads)
                .permute(2, 0, 3, 1, 4);
        Tensor mixed = scaled_dot_product_attention(
                projected.select(0, 0),
                projected.select(0, 1),
                projected.select(0, 2),
                noMask,
                0.0,
                true,
                defaultScale,
                false);
        Tensor attended = input.add(
                linear(mixed.transpose(1, 2).reshape(sequences, tokens, width), block.outWeight(), block.outBias()));
        Tensor second = layer_norm(attended, shape, block.norm2Weight(), block.norm2Bias(), 1e-5, true);
        Tensor up = linear(second, block.upWeight(), block.upBias());
        Tensor active = up.mul(up.mul(quick).sigmoid());
        return attended.add(linear(active, block.downWeight(), block.downBias()));
    }

    @Override
    public void close() {
        owned.forEach(Pointer::close);
    }
}
