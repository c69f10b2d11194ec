package dev.kintsugi.methods.multimodal;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.softmax;
import static org.bytedeco.pytorch.global.torch.tanh;

import dev.kintsugi.methods.block.BlockLayers;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The attention of FedMultimodal over the tokens of all modalities (Feng et al., KDD 2023, {@code fuse_base}): {@code A
 * = softmax_tokens(W₂ tanh(W₁ x))}, every head its own weighted mean, then Linear, ReLU, drop-out, Linear. What is
 * missing gets no weight; in a sample of which everything is missing all places get the same, of zeros.
 */
final class AttentionFusion implements Fusion {
    private static final int INNER = 512; // width of W1 in mm_models.py
    private static final int HIDDEN = 64;
    private static final double MASKED = -1e5; // as there

    private final FusionOptions options;
    private final int width;
    private final int classes;

    AttentionFusion(FusionOptions options, int width, int classes) {
        this.options = options;
        this.width = width;
        this.classes = classes;
    }

    private int hidden() {
        return options.hidden() > 0 ? options.hidden() : HIDDEN;
    }

    @Override
    public void declare(ParameterLayout layout) {
        layout.linear("fusion.attention.inner", "fusion.attention.inner", Optional.empty(), width, INNER);
        layout.linear("fusion.attention.heads", "fusion.attention.heads", Optional.empty(), INNER, options.heads());
        layout.linear("fusion.hidden", "fusion.hidden", Optional.empty(), (long) options.heads() * width, hidden());
        layout.linear("fusion.out", "fusion.out", Optional.empty(), hidden(), classes);
    }

    @Override
    public Tensor scores(BlockParameters parameters, List<Tokens> features, Pass pass) {
        Tensor tokens =
                cat(new TensorVector(features.stream().map(Tokens::values).toArray(Tensor[]::new)), 2);
        Tensor mask = cat(new TensorVector(features.stream().map(Tokens::mask).toArray(Tensor[]::new)), 2);
        long clients = tokens.size(0);
        long size = tokens.size(1);
        long places = tokens.size(2);
        Tensor flat = tokens.reshape(clients, size * places, width);
        Tensor inner = tanh(BlockLayers.linear(parameters, "fusion.attention.inner", flat));
        Tensor logits = BlockLayers.linear(parameters, "fusion.attention.heads", inner)
                .view(clients, size, places, options.heads())
                .add(mask.sub(new Scalar(1)).mul(new Scalar(-MASKED)).unsqueeze(3));
        Tensor attention = softmax(logits, 2).transpose(2, 3); // [clients, size, heads, places]
        Tensor read = matmul(attention, tokens).reshape(clients, size, (long) options.heads() * width);
        Tensor hidden = relu(BlockLayers.linear(parameters, "fusion.hidden", read));
        return BlockLayers.linear(parameters, "fusion.out", pass.dropout().apply("fusion", hidden, options.dropout()));
    }
}
