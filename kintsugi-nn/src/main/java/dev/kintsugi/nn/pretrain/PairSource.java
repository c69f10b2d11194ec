package dev.kintsugi.nn.pretrain;

import dev.kintsugi.core.random.KeyedRandom;

/** Image-text pairs to train on. */
public interface PairSource {
    /** Returns the number of pairs. */
    int size();

    /**
     * Returns the pairs of the given rows, in that order; the images belong to the scope that is open.
     *
     * @param random for what varies from epoch to epoch, such as the wording of a text
     */
    PairBatch batch(int[] rows, KeyedRandom random);
}
