package dev.kintsugi.nn.vilt;

import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.backbone.TokenRows;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.text.PaddedTexts;
import dev.kintsugi.nn.text.WordPieceTokenizer;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** The embedded words of texts, cut or padded to the number of positions. */
record ViltTexts(JointTransformer transformer, WordPieceTokenizer tokenizer, ViltConfig config)
        implements SampleEncoder<String> {
    @Override
    public String fingerprint() {
        return "vilt text/1 " + tokens() + " tokens"; // the tokeniser counts among the model's files
    }

    @Override
    public int width() {
        return tokens() * (config.hiddenSize() + 1);
    }

    @Override
    public float[] encode(List<String> texts) {
        PaddedTexts batch = PaddedTexts.of(tokenizer, texts, tokens());
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            Tensor embedded = transformer.embedText(TensorBridge.tensor(batch.ids(), batch.sequences(), tokens()));
            return TokenRows.of(TensorBridge.floats(embedded), batch.mask(), batch.sequences());
        }
    }

    int tokens() {
        return config.maxPositionEmbeddings();
    }
}
