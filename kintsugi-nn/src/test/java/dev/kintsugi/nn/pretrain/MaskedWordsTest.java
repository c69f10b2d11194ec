package dev.kintsugi.nn.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.text.PaddedTexts;
import dev.kintsugi.nn.text.WordPieceTokenizer;
import dev.kintsugi.nn.text.WordPieceTraining;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MaskedWordsTest {
    private static final String TEXT = "a b c d e f g h i j k l m n o p q r s t";

    private final WordPieceTokenizer tokenizer =
            WordPieceTraining.learn(List.of(TEXT), 40).tokenizer();

    private MaskedWords hide(List<String> texts, int tokens, double share) {
        return MaskedWords.of(
                PaddedTexts.of(tokenizer, texts, tokens),
                tokenizer,
                share,
                RandomKey.of(1, "masked words").open());
    }

    @Test
    void of_manyTexts_hidesThreeOfTwentyWordsAndShowsThemAsEightyTenTen() {
        int texts = 4000;
        PaddedTexts whole = PaddedTexts.of(tokenizer, Collections.nCopies(texts, TEXT), 22);
        MaskedWords masked = hide(Collections.nCopies(texts, TEXT), 22, 0.15);

        // round(0.15 · 20) = 3 of each text, never the start (place 0 of 22) or the end (place 21)
        assertThat(masked.positions()).hasSize(3 * texts);
        assertThat(LongStream.of(masked.positions())).allMatch(at -> at % 22 != 0 && at % 22 != 21);
        long[] ids = whole.ids(); // each call copies
        int wrong = 0;
        int hidden = 0;
        int same = 0;
        for (int i = 0; i < masked.positions().length; i++) {
            long shown = masked.ids()[(int) masked.positions()[i]];
            wrong += masked.targets()[i] == ids[(int) masked.positions()[i]] ? 0 : 1;
            hidden += shown == tokenizer.maskId() ? 1 : 0;
            same += shown == masked.targets()[i] ? 1 : 0;
        }
        assertThat(wrong).as("targets are what stood there").isZero();
        // 12,000 draws: the deviation of a share of 0.8 is sqrt(0.8 · 0.2 / 12000) = 0.0037
        assertThat(hidden / (3.0 * texts)).isCloseTo(0.8, within(0.012));
        // a tenth stays, and of the tenth that becomes any of 35 to 40 words one in about 35 is the same
        assertThat(same / (3.0 * texts)).isCloseTo(0.1 + 0.1 / 35, within(0.012));
        int changed = 0;
        for (int at = 0; at < masked.ids().length; at++) {
            changed += masked.ids()[at] == ids[at] ? 0 : 1;
        }
        assertThat(changed).as("nothing but the chosen words changes").isEqualTo(3 * texts - same);
    }

    @Test
    void of_shortAndEmptyTexts_hidesOneWordOrNone() {
        MaskedWords masked = hide(List.of("b", "", "c d"), 6, 0.15);

        // max(1, round(0.15)) of "b" at place 1, none of the empty text, one of "c d" at places 13 and 14
        assertThat(masked.positions()).hasSize(2);
        assertThat(masked.positions()[0]).isEqualTo(1);
        assertThat(masked.positions()[1]).isBetween(13L, 14L);
    }

    @Test
    void of_unknownWord_isNeverATarget() {
        assertThat(hide(List.of("ü"), 6, 1).positions()).isEmpty();
    }
}
