package dev.kintsugi.nn.pretrain;

import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Pairs of frozen image features and captions, for locked-image tuning. A photo may have several views; each time that
 * it is used one of them is drawn.
 */
public final class FeaturePairs implements PairSource {
    private final FeatureTable features;
    private final int views;
    private final CaptionTable captions;
    private final BiFunction<String, KeyedRandom, String> wording;

    /**
     * Creates the source.
     *
     * @param features row {@code v · pairs + i} is view {@code v} of pair {@code i}, where {@code pairs} is the number
     *     of captions
     * @param wording varies a caption each time that it is used
     */
    public FeaturePairs(FeatureTable features, CaptionTable captions, BiFunction<String, KeyedRandom, String> wording) {
        if (features.rows() == 0 || features.rows() % captions.size() != 0) {
            throw new IllegalArgumentException(
                    "there are " + features.rows() + " features for " + captions.size() + " captions");
        }
        this.views = features.rows() / captions.size();
        this.features = features;
        this.captions = captions;
        this.wording = wording;
    }

    @Override
    public int size() {
        return captions.size();
    }

    @Override
    public PairBatch batch(int[] rows, KeyedRandom random) {
        int width = features.width();
        float[] values = new float[rows.length * width];
        List<String> texts = new ArrayList<>(rows.length);
        for (int i = 0; i < rows.length; i++) {
            int view = views == 1 ? 0 : random.nextInt(views);
            features.copyRow(view * captions.size() + rows[i], values, i * width);
            texts.add(wording.apply(captions.caption(rows[i]), random));
        }
        return new PairBatch(TensorBridge.tensor(values, rows.length, width), captions.tokens(texts), numbers(texts));
    }

    /** Texts that are equal after their wording was varied are right answers for each other. */
    private static int[] numbers(List<String> texts) {
        Map<String, Integer> known = new HashMap<>();
        int[] numbers = new int[texts.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = known.computeIfAbsent(texts.get(i).toLowerCase(Locale.ROOT), text -> known.size());
        }
        return numbers;
    }
}
