package dev.kintsugi.nn.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.nn.parity.Fixtures;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the ids of CLIPTokenizerFast, made by tools/parity. */
class ClipTokenizerParityTest {
    private static final String OPENAI_MERGES = "weights_small/clip_bpe_simple_vocab_16e6.txt.gz";

    @ParameterizedTest
    @ValueSource(strings = {"quick-gelu-fp32", "gelu-fp16", "defaults-bf16-shards"})
    void encode_oddTexts_equalsReference(String model) throws Exception {
        JsonNode tokens = Fixtures.tokens();
        try (ClipTokenizer tokenizer = ClipTokenizerFiles.fromFolder(Fixtures.clip(model))) {
            assertEqual(tokenizer, Fixtures.texts(tokens), tokens.path(model));
        }
    }

    @Test
    void encode_realVocabularyAndOddTexts_equalsReference() throws Exception {
        JsonNode tokens = Fixtures.tokens();
        try (ClipTokenizer tokenizer = openAi()) {
            assertEqual(tokenizer, Fixtures.texts(tokens), tokens.path("openai"));
        }
    }

    /** The ids that OpenAI's simple_tokenizer gives. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a photo of a cat. | 320 1125 539 320 2368 269",
                "a photo of a | 320 1125 539 320",
                "X | 343",
                "abyssinian. | 16342 690 36638 269",
                "Egyptian Mau, a type of pet. | 12428 23033 267 320 3877 539 3703 269",
                "Annual Crop Land | 2906 9955 973",
                "ice_cream | 733 318 3867",
                "red lobster | 736 13793",
                "it's 2023! | 585 568 273 271 273 274 256",
                "banded texture. | 37804 16505 269"
            })
    void encode_realVocabulary_equalsOpenAi(String text, String ids) {
        int[] expected =
                Arrays.stream(ids.split(" ")).mapToInt(Integer::parseInt).toArray();
        try (ClipTokenizer tokenizer = openAi()) {
            assertThat(tokenizer.encode(text)).containsExactly(expected);
            // 256 bytes + 256 last bytes + 48,894 merges + 2
            assertThat(tokenizer.vocabularySize()).isEqualTo(49_408);
            assertThat(tokenizer.startId()).isEqualTo(49_406);
            assertThat(tokenizer.endId()).isEqualTo(49_407);
        }
    }

    @Test
    void encode_characterOutsideTheBasicPlane_isOneWord() throws Exception {
        // a supplementary letter must not be cut into surrogates; its UTF-8 form has 4 bytes and no merges here
        try (ClipTokenizer tokenizer = ClipTokenizerFiles.fromFolder(Fixtures.clip("gelu-fp16"))) {
            assertThat(tokenizer.encode("\uD840\uDC00")).hasSize(4);
        }
    }

    private static ClipTokenizer openAi() {
        Optional<Path> merges = Fixtures.data(OPENAI_MERGES);
        Assumptions.assumeTrue(merges.isPresent(), OPENAI_MERGES + " is not in the data folder");
        return ClipTokenizerFiles.fromOpenAiMerges(merges.orElseThrow());
    }

    private static void assertEqual(ClipTokenizer tokenizer, List<String> texts, JsonNode expected) {
        assertThat(expected).hasSameSizeAs(texts).hasSizeGreaterThan(40);
        for (int i = 0; i < texts.size(); i++) {
            int[] inner = tokenizer.encode(texts.get(i));
            int[] whole = IntStream.concat(
                            IntStream.concat(IntStream.of(tokenizer.startId()), IntStream.of(inner)),
                            IntStream.of(tokenizer.endId()))
                    .toArray();
            assertThat(whole).as("text %d: %s", i, texts.get(i)).containsExactly(Fixtures.ids(expected.path(i)));
        }
    }
}
