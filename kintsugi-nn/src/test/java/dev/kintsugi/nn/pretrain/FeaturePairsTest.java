package dev.kintsugi.nn.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

class FeaturePairsTest {
    private final CaptionTable captions =
            new CaptionTable(TinyTraining.captions(), TinyTraining.vocabulary().tokenizer(), 12);

    /** The feature of a row is its number. */
    private record Numbers(int rows) implements FeatureTable {
        @Override
        public int width() {
            return 1;
        }

        @Override
        public void copyRow(int row, float[] into, int offset) {
            into[offset] = row;
        }
    }

    private Set<Float> drawn(int views, int row) {
        FeaturePairs pairs = new FeaturePairs(new Numbers(views * captions.size()), captions, (text, random) -> text);
        Set<Float> drawn = new TreeSet<>();
        for (int step = 0; step < 60; step++) {
            try (PointerScope scope = new PointerScope()) {
                PairBatch batch = pairs.batch(new int[] {row}, new RandomKey(1, step, "", "pairs").open());
                drawn.add(TensorBridge.floats(batch.images())[0]);
            }
        }
        return drawn;
    }

    @Test
    void batch_ofThreeViews_drawsEachViewOfTheSamePair() {
        float pairs = captions.size();

        assertThat(drawn(3, 5)).containsExactly(5f, 5 + pairs, 5 + 2 * pairs);
        assertThat(drawn(1, 5)).containsExactly(5f);
    }

    @Test
    void construction_featuresOfHalfAView_areRefused() {
        int rows = captions.size() * 3 / 2;

        assertThatThrownBy(() -> new FeaturePairs(new Numbers(rows), captions, (text, random) -> text))
                .hasMessage("there are " + rows + " features for " + captions.size() + " captions");
    }
}
