package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of a run that has really been made, then of what may happen to its folder. */
class ReportCommandTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("kintsugi.repository", ".."));

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path run;
    private Path page;

    private int kintsugi(String... arguments) {
        return Kintsugi.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @BeforeEach
    void runTwoRounds() throws IOException {
        Path backbone = REPOSITORY.resolve("kintsugi-nn/src/test/resources/parity/clip/quick-gelu-fp32");
        Path file = Files.writeString(
                folder.resolve("tiny.yaml"),
                "name: tiny\n"
                        + "backbone: '" + backbone.toAbsolutePath().normalize() + "'\n"
                        + "data: {kind: made, train-rows: 48, test-rows: 12, image-size: 32, class-attributes: [shape]}\n"
                        + "partition: {kind: iid, clients: 3}\n"
                        + "training: {local-epochs: 1, batch-size: 8}\n"
                        + "method: {id: promptfl, context-length: 2}\n"
                        + "federation: {rounds: 2}\n");
        Path runs = folder.resolve("runs");
        assertThat(kintsugi("run", file.toString(), "--out", runs.toString()))
                .as(err.toString())
                .isZero();
        run = runs.resolve("promptfl/seed-1");
        page = run.resolve("report.html");
        out.getBuffer().setLength(0);
    }

    @Test
    void report_ofAFinishedRun_writesTheSamePageAsTheRunDid() throws IOException {
        String written = Files.readString(page);
        Files.delete(page);

        assertThat(kintsugi("report", run.toString())).isZero();

        assertThat(out.toString().strip()).isEqualTo(page.toString());
        assertThat(Files.readString(page)).isEqualTo(written);
    }

    @Test
    void report_ofAFolderThatIsNoRun_endsWith50AndSaysWhatIsMissing() {
        assertThat(kintsugi("report", folder.toString())).isEqualTo(50);
        assertThat(err.toString()).contains("error: " + folder + ": is no run folder: it has no run.json");
        assertThat(folder.resolve("report.html")).doesNotExist();
    }

    @Test
    void report_ofNoFolder_endsWith50AndNamesIt() {
        Path missing = folder.resolve("missing");

        assertThat(kintsugi("report", missing.toString())).isEqualTo(50);
        assertThat(err.toString()).contains("error: " + missing + ": is no folder; give the folder of a run");
    }

    @Test
    void report_withTheLastLineOfTheRoundsCut_leavesItOutAndSaysSo() throws IOException {
        Path rounds = run.resolve("rounds.jsonl");
        String lines = Files.readString(rounds);
        Files.writeString(rounds, lines.substring(0, lines.length() - 20)); // within round 2

        assertThat(kintsugi("report", run.toString())).as(err.toString()).isZero();

        assertThat(Files.readString(page)).contains("The last line of rounds.jsonl was cut off and is left out.");
    }

    @Test
    void report_withALineAmongTheRoundsCut_endsWith20AndNamesTheLine() throws IOException {
        Path rounds = run.resolve("rounds.jsonl");
        String[] lines = Files.readString(rounds).split("\n");
        Files.writeString(rounds, lines[0] + "\n" + lines[1].substring(0, 10) + "\n" + lines[2] + "\n");

        assertThat(kintsugi("report", run.toString())).isEqualTo(20);
        assertThat(err.toString()).contains("error: " + rounds + ":2: is no JSON");
    }

    @Test
    void report_withoutAFolder_isAnErrorOfUse() {
        assertThat(kintsugi("report")).isEqualTo(2);
        assertThat(err.toString()).contains("DIR");
    }
}
