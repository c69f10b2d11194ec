package dev.kintsugi.nn.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordPieceTrainingTest {
    private static final List<String> TEXTS = List.of(
            "a photo of a red star", "a photo of two red stars", "A photo of a Blue ring.", "über 24 naïve rings!");

    @Test
    void learn_mostFrequentPairs_becomeTheFirstPieces() {
        // Symbols: a 4, ##a 4, ##b 3, ##c 1. The pair (a, ##a) occurs 4 times, (##a, ##b) 3 times. After the merge of
        // the first, (aa, ##b) occurs 3 times, (aa, ##c) once, which is too rare to be merged.
        TrainedWordPieces pieces = WordPieceTraining.learn(List.of("aab aab", "aab AAC"), 100);

        assertThat(pieces.pieces())
                .containsExactly("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "##a", "a", "##b", "##c", "aa", "aab");
        assertThat(pieces.tokenizer().encode("aab aac ab b")).containsExactly(10, 9, 8, 6, 7, 1);
    }

    @Test
    void learn_fewerIdsThanCharacters_leavesOutTheRarest() {
        TrainedWordPieces pieces = WordPieceTraining.learn(List.of("ab ab ab a x"), 7);

        assertThat(pieces.pieces().subList(5, 7)).containsExactly("a", "##b");
        assertThat(pieces.tokenizer().encode("ab x")).containsExactly(5, 6, 1);
    }

    @Test
    void learn_textsInAnotherOrder_givesTheSameVocabulary() {
        List<String> reversed = new ArrayList<>(TEXTS);
        Collections.reverse(reversed);

        assertThat(WordPieceTraining.learn(TEXTS, 60).pieces())
                .isEqualTo(WordPieceTraining.learn(reversed, 60).pieces());
    }

    @Test
    void write_readAgainInBothForms_givesTheSameIds(@TempDir Path folder) throws IOException {
        TrainedWordPieces pieces = WordPieceTraining.learn(TEXTS, 60);
        pieces.write(folder);

        WordPieceTokenizer direct = pieces.tokenizer();
        WordPieceTokenizer whole = WordPieceFiles.fromFolder(folder);
        Files.delete(folder.resolve("tokenizer.json"));
        WordPieceTokenizer list = WordPieceFiles.fromFolder(folder);
        for (String text : List.of("Red stars", "naïve 42!", "日本 🙂", "", "[MASK] red[SEP]")) {
            assertThat(whole.encode(text)).as(text).isEqualTo(direct.encode(text));
            assertThat(list.encode(text)).as(text).isEqualTo(direct.encode(text));
        }
        assertThat(whole.vocabularySize()).isEqualTo(pieces.size());
    }

    @Test
    void learn_noRoomForACharacter_saysHowMuchIsNeeded() {
        assertThatThrownBy(() -> WordPieceTraining.learn(TEXTS, 5))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("vocabulary-size must be at least 6")
                .hasMessageEndingWith("but was 5");
    }
}
