package dev.kintsugi.nn.pretrain;

import dev.kintsugi.core.random.KeyedRandom;

/**
 * Chooses for image-text matching the text that does not belong to an image: of some texts of the batch, drawn at
 * random, the one whose words are most like those of the image's own text (cosine of {@link CaptionWords}).
 *
 * <p>Texts with a cosine above {@value #NEARLY_EQUAL} say nearly the same and may be true of the image as well, so they
 * are passed over. <b>Limit:</b> with one candidate this is a random text of the batch, as in ViLT itself.
 */
final class HardNegatives {
    /** Where a text begins to be taken for a second right one. */
    static final double NEARLY_EQUAL = 0.9;

    /** What stands for "the batch has no text that could be wrong". */
    static final int NONE = -1;

    private static final int DRAWS_PER_CANDIDATE = 4;

    private final CaptionWords words;
    private final int candidates;

    /**
     * Creates the rule.
     *
     * @param candidates texts that one is chosen from, 1 or more
     */
    HardNegatives(CaptionWords words, int candidates) {
        this.words = words;
        this.candidates = candidates;
    }

    /** Returns the place in {@code rows} of the text that is put to the image at place {@code at}, or {@link #NONE}. */
    int choose(int[] rows, int at, KeyedRandom random) {
        int best = NONE;
        double closest = -1;
        int found = 0;
        for (int draw = 0; draw < DRAWS_PER_CANDIDATE * candidates && found < candidates; draw++) {
            int other = random.nextInt(rows.length);
            double cosine = words.cosine(rows[at], rows[other]);
            if (other == at || cosine > NEARLY_EQUAL || words.same(rows[at], rows[other])) {
                continue;
            }
            found++;
            if (cosine > closest) {
                closest = cosine;
                best = other;
            }
        }
        return best;
    }
}
