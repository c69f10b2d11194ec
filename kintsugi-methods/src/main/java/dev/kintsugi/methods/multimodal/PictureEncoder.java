package dev.kintsugi.methods.multimodal;

import static org.bytedeco.pytorch.global.torch.relu;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.methods.block.BlockConvolution;
import dev.kintsugi.methods.block.BlockLayers;
import dev.kintsugi.methods.block.BlockNorm;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.block.BlockPooling;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.nn.backbone.InputShape;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A small residual network for pictures and spectrograms (He et al., CVPR 2016: two convolutions of 3 × 3 per stage
 * with a short cut, each stage but the first halving the picture), one token per sample, made of the mean over all
 * places or of the means over equal parts.
 *
 * <p>Normalisation is over groups of channels of one sample (Wu and He, ECCV 2018): batch statistics would carry one
 * client's data, and one sample's missing modality, into others.
 */
final class PictureEncoder extends StoredEncoder {
    /** Groups that the channels of a stage are normalised in; fewer channels are groups of one. */
    static final int GROUPS = 4;

    private static final double EPSILON = 1e-5;
    private static final int LARGE = 32; // pictures beyond are halved by the stem, beyond twice that once more

    private final List<Integer> channels;
    private final int places;

    PictureEncoder(FeatureKind kind, InputShape shape, EncoderOptions options) {
        super(kind, shape, options);
        this.channels = options.pictureChannels();
        this.places = options.picturePlaces();
        if (channels.isEmpty()) {
            throw new ConfigException(
                    "encoders.picture-channels must name at least one stage for " + kind.modality() + ", but is empty");
        }
    }

    @Override
    public void declare(ParameterLayout layout) {
        convolution(layout, "stem", shape.dimension(0), channels.get(0), 3);
        int in = channels.get(0);
        for (int i = 0; i < channels.size(); i++) {
            int out = channels.get(i);
            convolution(layout, "stage." + i + ".first", in, out, 3);
            convolution(layout, "stage." + i + ".second", out, out, 3);
            if (changes(i, in)) {
                convolution(layout, "stage." + i + ".short", in, out, 1);
            }
            in = out;
        }
        layout.linear(name("out"), name("out"), own(), in * places * places, width());
    }

    private boolean changes(int stage, int in) {
        return stage > 0 || in != channels.get(stage);
    }

    private void convolution(ParameterLayout layout, String part, int in, int out, int kernel) {
        layout.convolutionWithoutBias(name(part), name(part), own(), in, out, kernel, kernel);
        layout.norm(name(part + ".norm"), own(), out);
    }

    @Override
    public Tokens encode(BlockParameters parameters, MultimodalBatch batch, Pass pass) {
        Tensor picture = batch.features(kind)
                .view(batch.clients(), batch.size(), shape.dimension(0), shape.dimension(1), shape.dimension(2));
        int side = Math.max(shape.dimension(1), shape.dimension(2));
        Tensor read = relu(normed(parameters, "stem", picture, side > LARGE ? 2 : 1, 1));
        if (side > 2 * LARGE) {
            read = BlockPooling.maximum(read, 2);
        }
        int in = channels.get(0);
        for (int i = 0; i < channels.size(); i++) {
            long stride = i > 0 ? 2 : 1;
            Tensor through = relu(normed(parameters, "stage." + i + ".first", read, stride, 1));
            through = normed(parameters, "stage." + i + ".second", through, 1, 1);
            Tensor kept = changes(i, in) ? normed(parameters, "stage." + i + ".short", read, stride, 0) : read;
            read = relu(through.add(kept));
            in = channels.get(i);
        }
        Tensor pooled = places == 1
                ? BlockPooling.mean(read)
                : BlockPooling.adaptiveMean(read, places).flatten(2, 4);
        Tensor vector = BlockLayers.linear(parameters, name("out"), pooled);
        return Tokens.single(vector, batch.present(modality()));
    }

    private Tensor normed(BlockParameters parameters, String part, Tensor input, long stride, long padding) {
        Tensor out = BlockConvolution.picture(parameters, name(part), input, stride, padding);
        return BlockNorm.group(parameters, name(part + ".norm"), out, Math.min(GROUPS, out.size(2)), EPSILON);
    }
}
