package dev.kintsugi.methods.tower;

import static org.bytedeco.pytorch.global.torch.cat;

import dev.kintsugi.nn.backbone.PromptableTextTower;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.text.TokenBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** The plain twin: the whole sentence of every class, up to the longest one. */
final class PlainDeepSentences implements DeepSentences {
    private static final int POSITION = 1; // behind the start token

    private final PromptableTextTower tower;
    private final int length;
    private final int classes;
    private final Tensor prefix; // [1, 1, 1, width]
    private final Tensor suffix; // [1, classes, tokens behind the context, width]
    private final Tensor mask; // [classes, tokens]

    /**
     * Embeds the sentences.
     *
     * @param length number of context vectors behind the start token, whose places are taken in {@code sentences}
     */
    PlainDeepSentences(PromptableTextTower tower, TokenBatch sentences, int length) {
        this.tower = tower;
        this.length = length;
        long[] ends = sentences.endPositions();
        this.classes = ends.length;
        float[] seen = new float[classes * sentences.tokens()];
        for (int c = 0; c < classes; c++) {
            Arrays.fill(seen, c * sentences.tokens(), c * sentences.tokens() + (int) ends[c] + 1, 1);
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor embedded = tower.embed(TensorBridge.tensor(sentences.ids(), classes, sentences.tokens()))
                    .unsqueeze(0);
            this.prefix = TensorBridge.keep(
                    embedded.narrow(1, 0, 1).narrow(2, 0, POSITION).clone());
            this.suffix = TensorBridge.keep(
                    embedded.narrow(2, POSITION + (long) length, sentences.tokens() - (long) POSITION - length)
                            .clone());
            this.mask = TensorBridge.keep(TensorBridge.tensor(seen, classes, sentences.tokens()));
        }
    }

    @Override
    public Tensor encode(List<Tensor> layers) {
        long clients = layers.get(0).size(0);
        Tensor start = prefix.expand(clients, classes, POSITION, tower.width());
        Tensor rest = suffix.expand(clients, classes, suffix.size(2), tower.width());
        Tensor context = layers.get(0).unsqueeze(1).expand(clients, classes, length, tower.width());
        Tensor sentences = cat(new TensorVector(start, context, rest), 2).flatten(0, 1);
        Map<Integer, LayerPrompts.Injection> deeper = new TreeMap<>();
        for (int layer = 1; layer < layers.size(); layer++) {
            Tensor own = layers.get(layer).unsqueeze(1).expand(clients, classes, length, tower.width());
            deeper.put(layer, new LayerPrompts.Replace(own.flatten(0, 1)));
        }
        Tensor read = tower.read(
                tower.addPositions(sentences), mask.repeat(clients, 1), LayerPrompts.of(POSITION, length, deeper));
        return tower.project(read).view(clients, classes, tower.embeddingWidth());
    }

    @Override
    public void close() {
        prefix.close();
        suffix.close();
        mask.close();
    }
}
