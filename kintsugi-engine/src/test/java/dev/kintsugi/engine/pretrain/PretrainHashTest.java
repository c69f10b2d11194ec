package dev.kintsugi.engine.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.option.Binder;
import dev.kintsugi.core.option.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PretrainHashTest {
    private static String hash(Map<String, Object> source) {
        return hashOf(Map.of("name", "pinned", "data", List.of(source)));
    }

    private static String hashOf(Map<String, Object> settings) {
        PretrainOptions options = Binder.bind(Settings.parse(settings, "test"), PretrainOptions.class);
        return PretrainHash.of(options, List.of(), List.of(), "");
    }

    /**
     * The number was taken when the models that experiments name were trained. If this fails, an option that came later
     * takes part in the hash: leave it out in {@code PretrainHash.withoutLater} where it has its default, or everybody
     * trains their models again.
     */
    @Test
    void hash_ofOptionsAsTheyWere_isTheNumberThatItWas() {
        assertThat(hash(Map.of("kind", "index", "path", "pairs/data.jsonl")))
                .isEqualTo("7c0fad2624d5232da9a0a4b17b80eb9b1ebc022d7a7baa509507d5d277213a41");
        Map<String, Object> unseen = Map.of("kind", "index", "path", "shop/data.jsonl");
        assertThat(hashOf(Map.of(
                        "name",
                        "pinned",
                        "data",
                        List.of(Map.of("kind", "index", "path", "pairs/data.jsonl")),
                        "unseen",
                        List.of(unseen))))
                .isEqualTo("8b19e71615451f58075b275bcc1a1db80ef9518d40fa0fa43dea392d9da55933");
    }

    @Test
    void hash_ofAViltWithoutClassWeight_isTheNumberThatItWas() {
        Map<String, Object> plain = Map.of("kind", "grid-vilt");
        Map<String, Object> named = Map.of("kind", "grid-vilt", "objectives", Map.of("class-weight", 1));
        String pinned = "2dfa028cac0d49ab1616429e4768cd5f5866a8cc8edb8dc30d6a2fb542f3207a";
        assertThat(hashOf(Map.of("name", "pinned", "model", plain))).isEqualTo(pinned);
        assertThat(hashOf(Map.of("name", "pinned", "model", named))).isNotEqualTo(pinned);
    }

    @Test
    void hash_withALaterOptionInUse_isAnother() {
        Map<String, Object> plain = Map.of("kind", "index", "path", "pairs/data.jsonl");
        Map<String, Object> grouped = Map.of("kind", "index", "path", "pairs/data.jsonl", "split-by", "shop");
        assertThat(hash(grouped)).isNotEqualTo(hash(plain));
    }
}
