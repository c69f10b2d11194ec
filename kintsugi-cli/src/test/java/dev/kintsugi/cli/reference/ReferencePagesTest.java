package dev.kintsugi.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the committed reference with the code; with {@code -Dkintsugi.write-reference=true} it writes it. */
class ReferencePagesTest {
    private static final Path FOLDER = Path.of(System.getProperty("kintsugi.repository", ".."), "docs", "reference");

    @Test
    void pages_areThoseOfTheCode() throws IOException {
        Map<String, String> pages = ReferencePages.all();
        if (Boolean.getBoolean("kintsugi.write-reference")) {
            Files.createDirectories(FOLDER);
            for (Map.Entry<String, String> page : pages.entrySet()) {
                Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
            }
        }

        for (Map.Entry<String, String> page : pages.entrySet()) {
            assertThat(FOLDER.resolve(page.getKey()))
                    .as("write it anew with -Dkintsugi.write-reference=true (see CONTRIBUTING.md)")
                    .exists()
                    .content()
                    .isEqualToNormalizingNewlines(page.getValue());
        }
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(pages.keySet());
        }
    }
}
