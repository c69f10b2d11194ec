package dev.kintsugi.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules over the source text of all modules. */
class SourceRulesTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("kintsugi.repository", ".."));
    private static final Pattern SKIP = Pattern.compile(
            "@Disabled\\b|\\b(?:assumeTrue|assumeFalse|assumeThat|assumingThat|abort)\\s*\\((?!\\))|\\babort\\(\\)");

    @Test
    void skippedTests_sayWhatWasMissing() {
        List<String> silent = new ArrayList<>();
        for (Path file : sources(path -> path.toString().contains("/src/test/"))) {
            if (!file.endsWith("SourceRulesTest.java")) {
                silentSkips(read(file)).forEach(skip -> silent.add(REPOSITORY.relativize(file) + ": " + skip));
            }
        }

        assertThat(silent)
                .as("skipped without a reason: a report must say what was not run and what was missing")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            @Disabled                                          | true
            @Disabled("needs a GPU")                           | false
            @Disabled class T {                                | true
            assumeTrue(Files.exists(data));                    | true
            assumeTrue(Files.exists(data), "no folder " + x);  | false
            Assumptions.assumeTrue(list(a, b));                | true
            assumeTrue(s.equals(","));                         | true
            assumeFalse(a, () -> "x");                         | false
            assumeThat(folder).exists();                       | true
            assumeThat(list(a)).as("no folder").exists();      | false
            abort();                                           | true
            abort("no memory");                                | false
            """)
    void silentSkips_areFound(String code, boolean silent) {
        assertThat(!silentSkips(code).isEmpty()).isEqualTo(silent);
    }

    @Test
    void packages_areNullMarkedAndDescribed() {
        List<String> bare = new ArrayList<>();
        sources(path -> path.toString().contains("/src/main/java/")).stream()
                .map(Path::getParent)
                .distinct()
                .forEach(folder -> {
                    Path info = folder.resolve("package-info.java");
                    String text = Files.exists(info) ? read(info) : "";
                    if (!text.contains("@NullMarked") || !text.startsWith("/**")) {
                        bare.add(REPOSITORY.relativize(folder).toString());
                    }
                });

        assertThat(bare)
                .as("packages whose package-info.java lacks @NullMarked or a description")
                .isEmpty();
    }

    @Test
    void todos_carryAnIssueNumber() {
        Pattern bare = Pattern.compile("\\b(?:TODO|FIXME|XXX)\\b(?!\\(#[0-9]+\\))");
        List<String> found = new ArrayList<>();
        for (Path file : sources(path -> !path.endsWith("SourceRulesTest.java"))) {
            if (bare.matcher(read(file)).find()) {
                found.add(REPOSITORY.relativize(file).toString());
            }
        }

        assertThat(found)
                .as("files with a TODO that names no issue, as TODO(#12)")
                .isEmpty();
    }

    /** Returns the skips of a test whose reason is missing: no text for Disabled, a single argument otherwise. */
    private static List<String> silentSkips(String code) {
        List<String> silent = new ArrayList<>();
        Matcher skip = SKIP.matcher(code);
        while (skip.find()) {
            String rest = code.substring(skip.end());
            boolean explained = switch (skip.group().replaceAll("[(\\s]", "")) {
                case "@Disabled" -> rest.matches("(?s)\\s*\\(\\s*(?:value\\s*=\\s*)?\"[^\"]+.*");
                case "abort" -> true;
                case "abort)" -> false;
                case "assumeThat" -> rest.substring(closing(rest)).matches("(?s)\\)\\s*\\.as\\(.*");
                default -> arguments(rest) > 1;
            };
            if (!explained) {
                silent.add(skip.group() + rest.lines().findFirst().orElse(""));
            }
        }
        return silent;
    }

    /** Returns how many arguments stand before the parenthesis that closes the call. */
    private static int arguments(String text) {
        return scan(text)[0];
    }

    /** Returns the index of the parenthesis that closes the call. */
    private static int closing(String text) {
        return scan(text)[1];
    }

    private static int[] scan(String text) {
        int depth = 0;
        int count = 1;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && (i == 0 || text.charAt(i - 1) != '\\')) {
                quoted = !quoted;
            } else if (quoted) {
                continue;
            } else if (c == '(' || c == '{' || c == '[') {
                depth++;
            } else if (c == ')' || c == '}' || c == ']') {
                if (depth-- == 0) {
                    return new int[] {count, i};
                }
            } else if (c == ',' && depth == 0) {
                count++;
            }
        }
        return new int[] {count, text.length()};
    }

    private static List<Path> sources(Predicate<Path> chosen) {
        try (Stream<Path> modules = Files.list(REPOSITORY)) {
            List<Path> sources = new ArrayList<>();
            for (Path module : modules.filter(path -> Files.isDirectory(path.resolve("src")))
                    .toList()) {
                try (Stream<Path> files = Files.walk(module.resolve("src"))) {
                    files.filter(path -> path.toString().endsWith(".java") && chosen.test(path))
                            .sorted()
                            .forEach(sources::add);
                }
            }
            assertThat(sources).as("sources below " + REPOSITORY).isNotEmpty();
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
