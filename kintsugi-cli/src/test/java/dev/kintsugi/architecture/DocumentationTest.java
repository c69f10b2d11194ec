package dev.kintsugi.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.kintsugi.cli.Kintsugi;
import dev.kintsugi.cli.setting.YamlSettings;
import dev.kintsugi.core.option.Binder;
import dev.kintsugi.core.option.Setting;
import dev.kintsugi.engine.experiment.Experiment;
import dev.kintsugi.engine.experiment.ExperimentSession;
import dev.kintsugi.engine.tune.TunePlan;
import dev.kintsugi.methods.catalogue.MethodCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the documentation says must be so: links lead somewhere, samples compile, experiments bind, commands exist. */
class DocumentationTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("kintsugi.repository", ".."))
            .toAbsolutePath()
            .normalize();
    private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w*)[^\\n]*\\n(.*?)^```\\s*$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Set<String> NOT_OURS = Set.of("target", "runs", "node_modules", "venv");

    /** Returns every page of the repository. */
    static List<Path> pages() {
        return files(REPOSITORY, ".md");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void links_ofEveryPage_leadSomewhere(Path page) {
        List<String> broken = new ArrayList<>();
        Matcher links = LINK.matcher(prose(read(page)));
        while (links.find()) {
            String target = links.group(1);
            if (!target.matches("(?:https?|mailto):.*") && !resolves(page, target)) {
                broken.add(target);
            }
        }
        assertThat(broken).as("links of " + REPOSITORY.relativize(page)).isEmpty();
    }

    @Test
    void javaSamples_areCompiledCode() {
        List<String> samples = files(REPOSITORY, ".java").stream()
                .filter(file -> file.toString().replace('\\', '/').contains("/src/test/java/dev/kintsugi/samples/"))
                .map(DocumentationTest::read)
                .toList();
        int found = 0;
        for (Path page : pages()) {
            for (String block : blocks(page, "java")) {
                found++;
                assertThat(samples)
                        .as("java block of " + REPOSITORY.relativize(page)
                                + ", which must stand word for word in a file of dev.kintsugi.samples:\n" + block)
                        .anyMatch(sample -> sample.contains(block));
            }
        }
        assertThat(found).as("java blocks").isPositive();
    }

    /** A block that is a part of an experiment is completed by a name and a method. */
    @Test
    void yamlBlocks_areExperiments() {
        MethodCatalogue catalogue = MethodCatalogue.load();
        int found = 0;
        for (Path page : pages()) {
            for (String block : blocks(page, "yaml")) {
                found++;
                assertThatCode(() -> {
                            Setting.Mapping root = (Setting.Mapping) YamlSettings.parse(block, "block");
                            List<String> missing = Stream.of("name=part", "method=promptfl")
                                    .filter(line ->
                                            root.find(line.split("=")[0]).isEmpty())
                                    .toList();
                            Experiment experiment = Binder.bind(YamlSettings.override(root, missing), Experiment.class);
                            ExperimentSession.check(experiment, catalogue::require);
                            if (experiment.tune().isPresent()) {
                                TunePlan.of(experiment, catalogue::require);
                            }
                        })
                        .as("yaml block of " + REPOSITORY.relativize(page) + ":\n" + block)
                        .doesNotThrowAnyException();
            }
        }
        assertThat(found).as("yaml blocks").isPositive();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commands_ofEveryPage_canBeParsed(Path page) {
        for (String line : commands(read(page))) {
            String[] arguments = line.substring("./kintsugi ".length()).strip().split("\\s+");
            assertThatCode(() -> new CommandLine(new Kintsugi()).parseArgs(arguments))
                    .as(REPOSITORY.relativize(page) + ": " + line)
                    .doesNotThrowAnyException();
        }
    }

    /** Returns the lines of code blocks, fenced or indented, that call the launcher; continued lines joined. */
    private static List<String> commands(String text) {
        String joined = text.replaceAll("\\\\\\R\\s*", "");
        return joined.lines()
                .map(line -> line.startsWith("    ") || line.startsWith("./") ? line.strip() : "")
                .map(line -> line.replaceFirst("^(?:[A-Z_]+=\\S+ )+", ""))
                .filter(line -> line.startsWith("./kintsugi "))
                .map(line -> line.replaceFirst("\\s+(?:#|\\d?>|\\|).*$", ""))
                .toList();
    }

    private static boolean resolves(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        if (!Files.exists(file)) {
            return false;
        }
        return parts.length == 1 || anchors(read(file)).contains(parts[1]);
    }

    /** Returns the anchors of the headings, as GitHub forms them. */
    private static Set<String> anchors(String text) {
        return HEADING.matcher(FENCE.matcher(text).replaceAll(""))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .strip()
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String prose(String text) {
        return FENCE.matcher(text).replaceAll("").replaceAll("`[^`\\n]*`", "");
    }

    private static List<String> blocks(Path page, String language) {
        return FENCE.matcher(read(page))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    private static List<Path> files(Path folder, String ending) {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry)) {
                    if (!NOT_OURS.contains(name) && !name.startsWith(".")) {
                        found.addAll(files(entry, ending));
                    }
                } else if (name.endsWith(ending)) {
                    found.add(entry);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
