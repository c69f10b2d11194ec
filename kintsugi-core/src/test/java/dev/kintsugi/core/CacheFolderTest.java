package dev.kintsugi.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFolderTest {
    @Test
    void cacheFolder_followsTheEnvironment() {
        Path home = Path.of("home", "ann");
        assertThat(CacheFolder.of("features", Map.of(), home))
                .isEqualTo(Path.of("home", "ann", ".cache", "kintsugi", "features"));
        assertThat(CacheFolder.of("models", Map.of("XDG_CACHE_HOME", "xdg", "KINTSUGI_CACHE", ""), home))
                .isEqualTo(Path.of("xdg", "kintsugi", "models"));
        assertThat(CacheFolder.of("shipped", Map.of("XDG_CACHE_HOME", "xdg", "KINTSUGI_CACHE", "own"), home))
                .isEqualTo(Path.of("own", "shipped"));
    }
}
