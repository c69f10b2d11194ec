package dev.kintsugi.nn.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.nn.parity.Fixtures;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the ids of BertTokenizerFast, made by tools/parity. */
class WordPieceParityTest {
    private static final String BERT_VOCABULARY = "weights_small/bert_base_uncased_vocab.txt";

    @ParameterizedTest
    @ValueSource(strings = {"all-patches-fp32", "few-patches-bf16"})
    void encode_oddTexts_equalsReference(String model) throws Exception {
        JsonNode tokens = Fixtures.viltTokens();
        try (WordPieceTokenizer tokenizer = WordPieceFiles.fromFolder(Fixtures.vilt(model))) {
            assertEqual(tokenizer, Fixtures.texts(tokens), tokens.path(model), Integer.MAX_VALUE);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, bert-base-uncased", "false, 'bert-base-uncased, case kept'"})
    void encode_realVocabularyAndOddTexts_equalsReference(boolean lowerCase, String key) throws Exception {
        JsonNode tokens = Fixtures.viltTokens();
        Optional<Path> vocabulary = Fixtures.data(BERT_VOCABULARY);
        Assumptions.assumeTrue(vocabulary.isPresent(), BERT_VOCABULARY + " is not in the data folder");
        try (WordPieceTokenizer tokenizer = WordPieceFiles.fromVocabulary(vocabulary.orElseThrow(), lowerCase)) {
            assertThat(tokenizer.vocabularySize()).isEqualTo(30_522);
            // the first lines of BERT's file: [PAD], 99 unused, [UNK], [CLS], [SEP], [MASK]
            assertThat(tokenizer.paddingId()).isZero();
            assertThat(tokenizer.maskId()).isEqualTo(103);
            assertEqual(tokenizer, Fixtures.texts(tokens), tokens.path(key), Integer.MAX_VALUE);
        }
    }

    @Test
    void of_tooLongTexts_areCutAsInTheReference() throws Exception {
        JsonNode tokens = Fixtures.viltTokens();
        try (WordPieceTokenizer tokenizer = WordPieceFiles.fromFolder(Fixtures.vilt("all-patches-fp32"))) {
            assertEqual(tokenizer, Fixtures.texts(tokens), tokens.path("truncated_to_8"), 8);
        }
    }

    private static void assertEqual(WordPieceTokenizer tokenizer, List<String> texts, JsonNode expected, int most) {
        assertThat(expected).hasSameSizeAs(texts).hasSizeGreaterThan(40);
        for (int i = 0; i < texts.size(); i++) {
            int[] ids = Fixtures.ids(expected.path(i));
            int tokens = Math.min(most, ids.length + 1); // room for one token of padding
            PaddedTexts padded = PaddedTexts.of(tokenizer, List.of(texts.get(i)), tokens);
            assertThat(padded.ids()).as("text %d: %s", i, texts.get(i)).startsWith(longs(ids));
            for (int at = 0; at < tokens; at++) {
                assertThat(padded.mask()[at]).isEqualTo(at < ids.length ? 1 : 0);
                assertThat(padded.ids()[at]).isEqualTo(at < ids.length ? ids[at] : tokenizer.paddingId());
            }
        }
    }

    private static long[] longs(int[] ids) {
        long[] longs = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            longs[i] = ids[i];
        }
        return longs;
    }
}
