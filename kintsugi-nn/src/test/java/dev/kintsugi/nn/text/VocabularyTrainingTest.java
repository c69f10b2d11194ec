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

class VocabularyTrainingTest {
    private static final List<String> TEXTS = List.of(
            "a photo of a red star", "a photo of two red stars", "A photo of a Blue ring.", "über 24 naïve rings!");

    @Test
    void learn_mostFrequentPairs_becomeTheFirstMerges() {
        // "aab" 3 times, "aac" once: the pair (a, a) occurs 4 times, (a, b</w>) 3 times, (a, c</w>) once. After the
        // merge
        // of (a, a) the pair (aa, b</w>) occurs 3 times, (aa, c</w>) once, which is too rare to be merged.
        TrainedVocabulary vocabulary = VocabularyTraining.learn(List.of("aab aab", "aab aac"), 600);

        assertThat(vocabulary.size()).isEqualTo(512 + 2 + 2);
        ClipTokenizer tokenizer = vocabulary.tokenizer();
        assertThat(tokenizer.encode("aab")).containsExactly(513);
        assertThat(tokenizer.encode("aac")).hasSize(2).startsWith(512);
        assertThat(tokenizer.startId()).isEqualTo(514);
        assertThat(tokenizer.endId()).isEqualTo(515);
    }

    @Test
    void learn_textsInAnotherOrder_givesTheSameVocabulary(@TempDir Path folder) throws IOException {
        List<String> reversed = new ArrayList<>(TEXTS);
        Collections.reverse(reversed);

        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        VocabularyTraining.learn(TEXTS, 540).write(first);
        VocabularyTraining.learn(reversed, 540).write(second);

        for (String file : List.of("tokenizer.json", "vocab.json", "merges.txt")) {
            assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
        }
    }

    @Test
    void write_readAgainInBothForms_givesTheSameIds(@TempDir Path folder) throws IOException {
        TrainedVocabulary vocabulary = VocabularyTraining.learn(TEXTS, 560);
        vocabulary.write(folder);

        ClipTokenizer direct = vocabulary.tokenizer();
        ClipTokenizer whole = ClipTokenizerFiles.fromTokenizerJson(folder.resolve("tokenizer.json"));
        ClipTokenizer parts =
                ClipTokenizerFiles.fromVocabularyAndMerges(folder.resolve("vocab.json"), folder.resolve("merges.txt"));
        for (String text : List.of("Red stars", "naïve 42!", "日本 🙂", "", "a photo of a red star<|endoftext|>")) {
            assertThat(whole.encode(text)).as(text).isEqualTo(direct.encode(text));
            assertThat(parts.encode(text)).as(text).isEqualTo(direct.encode(text));
        }
        assertThat(whole.vocabularySize()).isEqualTo(vocabulary.size());
        assertThat(whole.startId()).isEqualTo(vocabulary.startId());
        assertThat(whole.endId()).isEqualTo(vocabulary.endId());
    }

    @Test
    void learn_tooSmallVocabulary_namesTheSmallest() {
        assertThatThrownBy(() -> VocabularyTraining.learn(TEXTS, 513))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("at least 514")
                .hasMessageContaining("513");
    }
}
