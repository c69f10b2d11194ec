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

/** Pairs of frozen image features and captions, for locked-image tuning. */
public final class FeaturePairs implements PairSource {
    private final FeatureTable features;
    private final CaptionTable captions;
    private final BiFunction<String, KeyedRandom, String> wording;

    /**
     * Creates the source.
     *
     * @param wording varies a caption each time that it is used
     */
    public FeaturePairs(FeatureTable features, CaptionTable captions, BiFunction<String, KeyedRandom, String> wording) {
        if (features.rows() != captions.size()) {
            throw new IllegalArgumentException(
                    "there are " + features.rows() + " features for " + captions.size() + " captions");
        }
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
            features.copyRow(rows[i], values, i * width);
            texts.add(wording.apply(captions.caption(rows[i]), random));
        }
        return new PairBatch(
                TensorBridge.tensor(values, rows.length, width), captions.tokens(texts), numbers(texts));
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
