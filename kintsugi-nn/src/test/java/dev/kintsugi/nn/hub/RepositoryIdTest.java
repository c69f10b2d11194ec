package dev.kintsugi.nn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryIdTest {
    @Test
    void parse_withoutRevision_isMain() {
        RepositoryId id = RepositoryId.parse("openai/clip-vit-base-patch16");

        assertThat(id).isEqualTo(new RepositoryId("openai", "clip-vit-base-patch16", "main"));
        assertThat(id).hasToString("openai/clip-vit-base-patch16");
        assertThat(id.folderName()).isEqualTo("models--openai--clip-vit-base-patch16");
    }

    @Test
    void parse_withRevision_keepsItsSlashes() {
        assertThat(RepositoryId.parse("a/b@refs/pr/7").revision()).isEqualTo("refs/pr/7");
        assertThat(RepositoryId.parse("a/b@refs/pr/7")).hasToString("a/b@refs/pr/7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clip",
                "a/b/c",
                "/b",
                "a/",
                "../b",
                "a/..",
                "a/b--c",
                "-a/b",
                "a/b.git",
                "a/b c",
                "a/b@",
                "a/b@../../x",
                "a/b@x//y",
                "a/b@/etc",
                "ä/b"
            })
    void parse_ofWhatTheHubForbids_saysWhatIsAllowed(String text) {
        assertThatThrownBy(() -> RepositoryId.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("model id '")
                .hasMessageContaining("must");
    }
}
