package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.KintsugiVersion;
import dev.kintsugi.core.error.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class KintsugiTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void command_withoutArguments_printsTheHelp() {
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("Usage: kintsugi", "--stacktrace", "help");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void version_isPrinted() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString())
                .startsWith("kintsugi " + KintsugiVersion.get() + ", Java " + System.getProperty("java.version"));
        assertThat(KintsugiVersion.get()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
    }

    @Test
    void exitCode_ofTheCommand_comesThrough() {
        assertThat(run("fire", "--degrees", "7")).isEqualTo(7);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void knownError_isOneLineAndItsPage() {
        assertThat(run("fire", "--degrees", "-1")).isEqualTo(10);
        assertThat(err.toString().lines())
                .containsExactly("error: kiln.yaml:3: degrees: too cold", "see docs/errors/10.md");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void knownError_withStacktrace_printsIt() {
        assertThat(run("fire", "--degrees", "-1", "--stacktrace")).isEqualTo(10);
        assertThat(err.toString())
                .startsWith("error: kiln.yaml:3: degrees: too cold")
                .contains("ConfigException")
                .contains("at dev.kintsugi.cli.KintsugiTest$Fire.call");
    }

    @Test
    void unexpectedError_writesTheTraceToAFile() throws IOException {
        assertThat(run("fire", "--degrees", "-2")).isEqualTo(1);

        String trace = err.toString().lines().toList().get(1).substring("stack trace: ".length());
        assertThat(err.toString().lines())
                .containsExactly(
                        "error: unexpected IllegalStateException: a crack; in the bowl",
                        "stack trace: " + trace,
                        "see docs/errors/1.md");
        assertThat(Path.of(trace)).content().contains("at dev.kintsugi.cli.KintsugiTest$Fire.call");
        Files.delete(Path.of(trace));
    }

    @Test
    void unexpectedError_whoseTraceCannotBeWritten_saysSoAndHowToSeeIt(@TempDir Path folder) {
        String nowhere = folder.resolve("none").toString();

        int code = new ErrorReport(new Kintsugi(), nowhere)
                .failure(new IllegalStateException("a crack"), new PrintWriter(err, true));

        assertThat(code).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(
                        "error: unexpected IllegalStateException: a crack",
                        "stack trace: cannot be written into '" + nowhere
                                + "' (NoSuchFileException); repeat with --stacktrace to see it",
                        "see docs/errors/1.md");
    }

    @Test
    void missingNatives_areAPlatformError() {
        assertThat(run("fire", "--degrees", "-3")).isEqualTo(60);
        assertThat(err.toString().lines())
                .containsExactly(
                        "error: the native libraries cannot be loaded: no jnitorch in java.library.path",
                        "see docs/errors/60.md");
    }

    @Test
    void unknownOption_namesTheNearest() {
        assertThat(run("fire", "--degres", "3")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "error: kintsugi fire: option '--degres' is not known; did you mean '--degrees'?",
                        "see kintsugi fire --help and docs/errors/2.md");
    }

    @Test
    void unknownCommand_namesTheNearestAndAll() {
        assertThat(run("fier")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("error: kintsugi: command 'fier' is not known; did you mean 'fire'? Known: ")
                .contains("help");
    }

    @Test
    void wrongUse_isToldInOneLine() {
        assertThat(run("fire", "--degrees", "hot")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("error: kintsugi fire: Invalid value for option '--degrees': 'hot' is not an int\n");
        err.getBuffer().setLength(0);
        assertThat(run("fire", "--degrees", "3", "more")).isEqualTo(2);
        assertThat(err.toString()).startsWith("error: kintsugi fire: argument 'more' is one too many\n");
    }

    private int run(String... arguments) {
        return Kintsugi.execute(
                new PrintWriter(out, true), new PrintWriter(err, true), Map.of("fire", new Fire()), arguments);
    }

    /** A command that ends in every way there is. */
    @Command(name = "fire")
    static final class Fire implements Callable<Integer> {
        @Option(names = "--degrees", required = true)
        int degrees;

        @Override
        public Integer call() {
            switch (degrees) {
                case -1 -> throw new ConfigException("kiln.yaml:3: degrees: too cold");
                case -2 -> throw new IllegalStateException("a crack\n  in the bowl");
                case -3 -> throw new UnsatisfiedLinkError("no jnitorch in java.library.path");
                default -> {
                    return degrees;
                }
            }
        }
    }
}
