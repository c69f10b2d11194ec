package dev.kintsugi.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.cli.Kintsugi;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferencePagesTest {
    private static final Path COMMITTED = Path.of(System.getProperty("kintsugi.repository", ".."), "docs", "reference");

    @Test
    void pages_areThoseOfTheCode(@TempDir Path printed) throws IOException {
        StringWriter err = new StringWriter();
        int code = Kintsugi.execute(
                new PrintWriter(new StringWriter()), new PrintWriter(err), "docs", "--out", printed.toString());

        assertThat(code).as(err.toString()).isEqualTo(0);
        assertThat(names(COMMITTED)).as("pages of docs/reference").isEqualTo(names(printed));
        for (String page : names(printed)) {
            List<String> committed = Files.readAllLines(COMMITTED.resolve(page));
            List<String> now = Files.readAllLines(printed.resolve(page));
            for (int i = 0; i < Math.min(committed.size(), now.size()); i++) {
                assertThat(committed.get(i))
                        .as("docs/reference/%s:%d: renew the page by ./kintsugi docs", page, i + 1)
                        .isEqualTo(now.get(i));
            }
            assertThat(committed)
                    .as("docs/reference/%s: renew the page by ./kintsugi docs", page)
                    .hasSameSizeAs(now);
        }
    }

    @Test
    void commands_ofTheReference_areTheVisibleOnes() throws IOException {
        assertThat(Files.readString(COMMITTED.resolve("command-line.md")))
                .contains("\n## kintsugi run\n", "\n## kintsugi models pull\n")
                .doesNotContain("kintsugi docs\n", "\n## kintsugi help\n");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
