package dev.kintsugi.methods.multimodal;

import static org.bytedeco.pytorch.global.torch.relu;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.methods.block.BlockConvolution;
import dev.kintsugi.methods.block.BlockGru;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.block.BlockPooling;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.nn.backbone.InputShape;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The encoder of sensor streams of FedMultimodal (Feng et al., KDD 2023, {@code Conv1dEncoder}): convolutions of length
 * 5, each with ReLU, maximum over two places and drop-out, then gated recurrent units, whose states are the tokens.
 */
final class SeriesEncoder extends StoredEncoder {
    private static final int KERNEL = 5;
    private static final int PADDING = 2;

    private final List<Integer> channels;
    private final double dropout;

    SeriesEncoder(FeatureKind kind, InputShape shape, EncoderOptions options) {
        super(kind, shape, options);
        this.channels = options.seriesChannels();
        this.dropout = options.dropout();
        if (shape.dimension(1) >> channels.size() < 1) {
            throw new ConfigException(
                    "encoders.series-channels: " + channels.size() + " convolutions halve a stream of "
                            + shape.dimension(1) + " values (" + kind.modality() + ") to nothing; take fewer");
        }
    }

    @Override
    public void declare(ParameterLayout layout) {
        int in = shape.dimension(0);
        for (int i = 0; i < channels.size(); i++) {
            String convolution = name("convolution." + i);
            layout.convolution(convolution, convolution, own(), in, channels.get(i), KERNEL);
            in = channels.get(i);
        }
        layout.gru(name("recurrent"), name("recurrent"), own(), in, width());
    }

    @Override
    public Tokens encode(BlockParameters parameters, MultimodalBatch batch, Pass pass) {
        Tensor stream =
                batch.features(kind).view(batch.clients(), batch.size(), shape.dimension(0), shape.dimension(1));
        for (int i = 0; i < channels.size(); i++) {
            String convolution = name("convolution." + i);
            Tensor convolved = BlockConvolution.series(parameters, convolution, stream, 1, PADDING);
            stream = relu(BlockPooling.maximum(convolved, 2)); // as ReLU first, on half the values
            stream = pass.dropout().apply(convolution, stream, dropout);
        }
        Tensor tokens = BlockGru.run(parameters, name("recurrent"), stream.transpose(2, 3));
        Tensor mask = batch.present(modality()).unsqueeze(2).expand(batch.clients(), batch.size(), tokens.size(2));
        return Tokens.of(tokens, mask);
    }
}
