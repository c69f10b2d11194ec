package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorPagesTest {
    private static final Path PAGES = Path.of(System.getProperty("kintsugi.repository", ".."), "docs", "errors");

    @ParameterizedTest
    @EnumSource
    void exitCode_hasItsPage(ExitCode code) throws IOException {
        Path page = PAGES.resolve(code.code() + ".md");

        assertThat(page).exists();
        assertThat(Files.readString(page)).startsWith("# " + code.code() + ": ");
        assertThat(Files.readString(PAGES.resolve("README.md")))
                .contains("| [" + code.code() + "](" + code.code() + ".md) |");
    }

    @Test
    void pages_areOfExitCodesOnly() throws IOException {
        List<String> expected = Stream.concat(
                        Arrays.stream(ExitCode.values()).map(code -> code.code() + ".md"), Stream.of("README.md"))
                .toList();
        try (Stream<Path> pages = Files.list(PAGES)) {
            assertThat(pages.map(page -> page.getFileName().toString())).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void exitCodes_areDistinct() {
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code)).doesNotHaveDuplicates();
    }

    @Test
    void links_ofThePages_leadSomewhere() throws IOException {
        Pattern link = Pattern.compile("\\]\\((?!https?:)([^)#]+)");
        try (Stream<Path> pages = Files.list(PAGES)) {
            for (Path page : pages.toList()) {
                Matcher links = link.matcher(Files.readString(page));
                while (links.find()) {
                    assertThat(page.resolveSibling(links.group(1)).normalize())
                            .as("link in " + page)
                            .exists();
                }
            }
        }
    }
}
