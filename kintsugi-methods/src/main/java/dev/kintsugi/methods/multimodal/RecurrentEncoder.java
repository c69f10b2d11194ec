package dev.kintsugi.methods.multimodal;

import static org.bytedeco.pytorch.global.torch.ones;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.methods.block.BlockGru;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.nn.backbone.InputShape;
import org.bytedeco.pytorch.Tensor;

/**
 * Gated recurrent units over the tokens of a frozen model, whose states are the tokens (FedMultimodal, Feng et al., KDD
 * 2023, for videos and texts).
 */
final class RecurrentEncoder extends StoredEncoder {
    private static final String PART = "recurrent";

    private final boolean masked;

    /**
     * Creates an encoder.
     *
     * @param masked whether the mask of the tokens stands behind them; else every token counts
     */
    RecurrentEncoder(FeatureKind kind, InputShape shape, boolean masked, EncoderOptions options) {
        super(kind, shape, options);
        this.masked = masked;
    }

    @Override
    public void declare(ParameterLayout layout) {
        layout.gru(name(PART), name(PART), own(), shape.dimension(1), width());
    }

    @Override
    public Tokens encode(BlockParameters parameters, MultimodalBatch batch, Pass pass) {
        Tensor stored = batch.features(kind);
        long tokens = shape.dimension(0);
        long values = tokens * shape.dimension(1);
        Tensor sequence =
                stored.narrow(2, 0, values).reshape(batch.clients(), batch.size(), tokens, shape.dimension(1));
        Tensor mask = masked ? stored.narrow(2, values, tokens) : ones(batch.clients(), batch.size(), tokens);
        Tensor states = BlockGru.run(parameters, name(PART), sequence);
        return Tokens.of(states, mask.mul(batch.present(modality()).unsqueeze(2)));
    }
}
