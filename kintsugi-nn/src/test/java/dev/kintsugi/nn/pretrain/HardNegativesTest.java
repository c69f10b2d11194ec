package dev.kintsugi.nn.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.text.WordPieceTokenizer;
import dev.kintsugi.nn.text.WordPieceTraining;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HardNegativesTest {
    private static final List<String> CAPTIONS =
            List.of("red dotted star", "red dotted ring", "blue plain heart", "red plain star", "star dotted red");

    private final WordPieceTokenizer tokenizer = WordPieceTraining.learn(
                    List.of(String.join(" ", CAPTIONS), String.join(" ", CAPTIONS)), 200)
            .tokenizer();
    private final CaptionWords words = CaptionWords.of(CAPTIONS, tokenizer);
    private final KeyedRandom random = RandomKey.of(1, "negatives").open();

    @Test
    void cosine_sharedWords_weighByTheirRarity() {
        // of 5 captions red is in 4, dotted in 3, star in 3, ring in 1: rarities ln(6/5), ln(6/4), ln(6/4), ln(6/2)
        double red = StrictMath.log(6 / 5.0);
        double dotted = StrictMath.log(6 / 4.0);
        double ring = StrictMath.log(6 / 2.0);
        double star = dotted;
        double expected = (red * red + dotted * dotted)
                / Math.sqrt((red * red + dotted * dotted + star * star) * (red * red + dotted * dotted + ring * ring));

        assertThat(words.cosine(0, 1)).isCloseTo(expected, within(1e-12));
        assertThat(words.cosine(0, 2)).isZero();
        assertThat(words.cosine(0, 4)).as("the order of words does not count").isCloseTo(1, within(1e-12));
        assertThat(words.same(0, 4)).isTrue();
    }

    @Test
    void shares_ofACaption_sumToOne() {
        float[] shares = words.shares(new int[] {2, 0});
        double sum = 0;
        for (int i = shares.length / 2; i < shares.length; i++) {
            sum += shares[i];
        }
        assertThat(shares).hasSize(2 * tokenizer.vocabularySize());
        assertThat(sum).isCloseTo(1, within(1e-6));
        // red of "red dotted star": ln(6/5) of ln(6/5) + 2 ln(6/4)
        double red = StrictMath.log(6 / 5.0) / (StrictMath.log(6 / 5.0) + 2 * StrictMath.log(6 / 4.0));
        assertThat(shares[tokenizer.vocabularySize() + tokenizer.encode("red")[0]])
                .isCloseTo((float) red, within(1e-6f));
    }

    @Test
    void choose_manyCandidates_takesTheMostLikeOneThatIsNotTheSame() {
        int[] rows = {0, 1, 2, 3, 4};
        // with 64 candidates all are seen; "star dotted red" has the same words, so it is not wrong. Beside "red dotted
        // ring" with cos 0.28 stands "red plain star", which shares red and star: the rest of it, plain, is less rare
        // than ring, so it is more alike
        assertThat(words.cosine(0, 3)).isGreaterThan(words.cosine(0, 1));
        assertThat(new HardNegatives(words, 64).choose(rows, 0, random)).isEqualTo(3);
    }

    @Test
    void choose_oneCandidate_takesAnyWrongText() {
        Set<Integer> chosen = new TreeSet<>();
        for (int i = 0; i < 200; i++) {
            chosen.add(new HardNegatives(words, 1).choose(new int[] {0, 1, 2, 3, 4}, 0, random));
        }
        chosen.remove(HardNegatives.NONE); // four draws can all hit the image's own text
        assertThat(chosen).containsExactly(1, 2, 3);
    }

    @Test
    void choose_onlyEqualTexts_findsNone() {
        assertThat(new HardNegatives(words, 8).choose(new int[] {0, 4}, 0, random))
                .isEqualTo(HardNegatives.NONE);
    }
}
