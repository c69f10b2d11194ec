package dev.kintsugi.nn.backbone;

import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.text.OverlongText;
import dev.kintsugi.nn.text.TokenBatch;
import dev.kintsugi.nn.text.Tokenizer;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The tokens of whole texts at the input of a causal tower; what does not fit the tower is cut off. The mask is 1 from
 * the start to the end token, where the feature is read.
 */
record TokenTexts(PromptableTextTower tower, Tokenizer tokenizer) implements SampleEncoder<String> {
    @Override
    public String fingerprint() {
        return "text tokens/1 of " + tower.tokens(); // the tokeniser counts among the model's files
    }

    @Override
    public int width() {
        return TokenRows.width(tower.tokens(), tower.width());
    }

    @Override
    public float[] encode(List<String> texts) {
        int tokens = tower.tokens();
        TokenBatch batch = TokenBatch.of(tokenizer, texts, tokens, OverlongText.TRUNCATE);
        int samples = batch.sequences();
        long[] found = batch.ids();
        long[] ends = batch.endPositions();
        long[] ids = new long[samples * tokens];
        float[] mask = new float[samples * tokens];
        Arrays.fill(ids, tokenizer.endId());
        for (int i = 0; i < samples; i++) {
            System.arraycopy(found, i * batch.tokens(), ids, i * tokens, batch.tokens());
            Arrays.fill(mask, i * tokens, i * tokens + (int) ends[i] + 1, 1);
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            Tensor embedded = tower.addPositions(tower.embed(TensorBridge.tensor(ids, samples, tokens)));
            return TokenRows.of(TensorBridge.floats(embedded), mask, samples);
        }
    }
}
