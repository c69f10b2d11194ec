package dev.kintsugi.methods.tower;

import static org.bytedeco.pytorch.global.torch.cat;

import dev.kintsugi.nn.backbone.PromptableTextTower;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.layer.SuffixLines;
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

/**
 * Sentences that begin alike: the start token, whose keys and values never change; context and frozen words, which run
 * once per client, the outputs of the context replaced before every further prompted layer; and the class names, each
 * up to its end token. Exact, because the tower is causal: no place of the beginning sees a class name, so that it is
 * the same for all classes at every layer.
 */
final class PrefixedDeepSentences implements DeepSentences {
    private final PromptableTextTower tower;
    private final int length;
    private final List<LayerPrompts.KeysAndValues> start;
    private final Tensor frozen; // words behind the context, [1, words, width]
    private final Tensor names; // in their lines, [1, slots, width]
    private final SuffixLines lines;

    /**
     * Embeds the sentences.
     *
     * @param length number of context vectors behind the start token, whose places are taken in {@code sentences}
     * @param words number of frozen words behind the context, the same in all sentences
     */
    PrefixedDeepSentences(PromptableTextTower tower, TokenBatch sentences, int length, int words) {
        this.tower = tower;
        this.length = length;
        int beginning = 1 + length + words;
        long[] ids = sentences.ids();
        long[] ends = sentences.endPositions();
        this.lines = new SuffixLines(
                Arrays.stream(ends).mapToInt(end -> (int) end + 1 - beginning).toArray(), beginning);
        long[] slots = new long[lines.slots()];
        Arrays.fill(slots, ids[(int) ends[0]]); // what fills a line up is seen by nobody
        for (int c = 0; c < ends.length; c++) {
            int from = c * sentences.tokens() + beginning;
            System.arraycopy(ids, from, slots, lines.firstSlot(c), (int) ends[c] + 1 - beginning);
        }
        long[] behind = Arrays.copyOfRange(ids, 1 + length, beginning);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            this.start = tower.start(tower.embed(TensorBridge.tensor(new long[] {ids[0]}, 1, 1)));
            start.forEach(layer -> {
                TensorBridge.keep(layer.keys());
                TensorBridge.keep(layer.values());
            });
            this.frozen = TensorBridge.keep(tower.embed(TensorBridge.tensor(behind, 1, behind.length)));
            this.names = TensorBridge.keep(tower.embed(TensorBridge.tensor(slots, 1, slots.length)));
        }
    }

    @Override
    public Tensor encode(List<Tensor> layers) {
        long clients = layers.get(0).size(0);
        Tensor prefix = frozen.size(1) == 0
                ? layers.get(0)
                : cat(new TensorVector(layers.get(0), frozen.expand(clients, frozen.size(1), tower.width())), 1);
        Map<Integer, LayerPrompts.Injection> deeper = new TreeMap<>();
        for (int layer = 1; layer < layers.size(); layer++) {
            deeper.put(layer, new LayerPrompts.Replace(layers.get(layer)));
        }
        Tensor suffixes = names.expand(clients, names.size(1), tower.width());
        return tower.encodePrefixed(start, prefix, suffixes, lines, LayerPrompts.of(0, length, deeper));
    }

    @Override
    public void close() {
        start.forEach(layer -> {
            layer.keys().close();
            layer.values().close();
        });
        frozen.close();
        names.close();
        lines.close();
    }
}
