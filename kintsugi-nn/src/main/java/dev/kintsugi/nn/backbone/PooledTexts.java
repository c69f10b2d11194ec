package dev.kintsugi.nn.backbone;

import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.text.OverlongText;
import dev.kintsugi.nn.text.TokenBatch;
import dev.kintsugi.nn.text.Tokenizer;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** The features of whole texts by a causal tower, not normalised; what does not fit the tower is cut off. */
record PooledTexts(TextTower tower, Tokenizer tokenizer) implements SampleEncoder<String> {
    @Override
    public String fingerprint() {
        return "text cut at " + tower.contextLength() + " tokens"; // the tokeniser counts among the model's files
    }

    @Override
    public int width() {
        return tower.embeddingWidth();
    }

    @Override
    public float[] encode(List<String> texts) {
        TokenBatch batch = TokenBatch.of(tokenizer, texts, tower.contextLength(), OverlongText.TRUNCATE);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor ids = TensorBridge.tensor(batch.ids(), batch.sequences(), batch.tokens());
            Tensor ends = TensorBridge.tensor(batch.endPositions(), batch.sequences());
            return TensorBridge.floats(tower.encode(tower.embed(ids), ends));
        }
    }
}
