package dev.kintsugi.methods.multimodal;

import static org.bytedeco.pytorch.global.torch.clamp_min;
import static org.bytedeco.pytorch.global.torch.relu;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.methods.block.BlockLayers;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.nn.backbone.InputShape;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Linear, ReLU, Linear over one vector per sample (FedMultimodal, Feng et al., KDD 2023, for images). The output of a
 * frozen tower, which means something by its direction only, is scaled to length {@code √width} first: some towers give
 * values large enough to make training diverge.
 */
final class VectorEncoder extends StoredEncoder {
    private static final double SHORTEST = 1e-6; // what is missing is zeros and stays so

    VectorEncoder(FeatureKind kind, InputShape shape, EncoderOptions options) {
        super(kind, shape, options);
    }

    @Override
    public void declare(ParameterLayout layout) {
        layout.linear(name("in"), name("in"), own(), shape.dimension(0), width());
        layout.linear(name("out"), name("out"), own(), width(), width());
    }

    @Override
    public Tokens encode(BlockParameters parameters, MultimodalBatch batch, Pass pass) {
        Tensor vectors = batch.features(kind);
        if (kind.cut() == FeatureKind.Cut.POOLED) {
            Tensor lengths = vectors.square()
                    .sum(new long[] {2}, true, new ScalarTypeOptional())
                    .sqrt();
            vectors = vectors.div(clamp_min(lengths, new Scalar(SHORTEST)))
                    .mul(new Scalar(Math.sqrt(shape.dimension(0))));
        }
        Tensor hidden = relu(BlockLayers.linear(parameters, name("in"), vectors));
        return Tokens.single(BlockLayers.linear(parameters, name("out"), hidden), batch.present(modality()));
    }
}
