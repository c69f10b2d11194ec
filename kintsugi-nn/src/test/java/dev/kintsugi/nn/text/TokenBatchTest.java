package dev.kintsugi.nn.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.nn.parity.Fixtures;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenBatchTest {
    private final ClipTokenizer tokenizer = ClipTokenizerFiles.fromFolder(Fixtures.clip("quick-gelu-fp32"));

    @Test
    void of_textsOfUnequalLength_padsWithTheEndBehindTheEnd() {
        int[] words = tokenizer.encode("a photo");
        TokenBatch batch = TokenBatch.of(tokenizer, List.of("a photo", ""), 77, OverlongText.REFUSE);

        long start = tokenizer.startId();
        long end = tokenizer.endId();
        assertThat(words).hasSize(2);
        assertThat(batch.tokens()).isEqualTo(4);
        assertThat(batch.ids()).containsExactly(start, words[0], words[1], end, start, end, end, end);
        assertThat(batch.endPositions()).containsExactly(3, 1);
    }

    @Test
    void of_textThatHoldsTheEndToken_endsAtTheFirst() {
        TokenBatch batch = TokenBatch.of(tokenizer, List.of("a<|endoftext|>photo"), 77, OverlongText.REFUSE);

        assertThat(batch.endPositions()).containsExactly(2);
    }

    @Test
    void of_overlongText_isRefusedWithTextAndLengths() {
        assertThatThrownBy(() -> TokenBatch.of(tokenizer, List.of("a photo of a photo"), 6, OverlongText.REFUSE))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "text 'a photo of a photo' has 7 tokens with start and end, the text tower takes 6; shorten it");
    }

    @Test
    void of_overlongTextToTruncate_equalsReference() throws Exception {
        JsonNode tokens = Fixtures.tokens();
        List<String> texts = Fixtures.texts(tokens);
        TokenBatch batch = TokenBatch.of(tokenizer, texts, 8, OverlongText.TRUNCATE);

        for (int i = 0; i < texts.size(); i++) {
            int[] expected = Fixtures.ids(tokens.path("truncated_to_8").path(i));
            long[] row = Arrays.copyOfRange(batch.ids(), i * batch.tokens(), i * batch.tokens() + expected.length);
            assertThat(row)
                    .as(texts.get(i))
                    .containsExactly(Arrays.stream(expected).asLongStream().toArray());
        }
    }
}
