package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are resumed by a version whose method has other options. */
class ResumedOptionsTest {
    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();
    private Path experiment = Path.of("");
    private Path run = Path.of("");

    @BeforeEach
    void runWithoutResult() throws IOException {
        experiment = TinyRuns.train(folder, "tiny", "clip/quick-gelu-fp32", "{id: promptfl, context-length: 2}");
        run = experiment.resolve("promptfl/seed-1");
        Files.delete(run.resolve("result.json"));
    }

    private int resume() {
        return Kintsugi.execute(
                new PrintWriter(new StringWriter(), true),
                new PrintWriter(err, true),
                "run",
                "--resume",
                experiment.toString());
    }

    @Test
    void runFromBeforeAnOptionWasThere_goesOnWithItsDefault() throws Exception {
        TinyRuns.change(run, header -> ((ObjectNode) header.at("/method/options")).remove("name-position"));

        assertThat(resume()).as(err.toString()).isEqualTo(0);

        assertThat(run.resolve("result.json")).exists();
    }

    @Test
    void runWithAnotherValue_isRefused() throws Exception {
        TinyRuns.change(run, header -> ((ObjectNode) header.at("/method/options")).put("context-length", 3));

        assertThat(resume()).isEqualTo(10);

        assertThat(err.toString()).contains("the run began with the options {\"context-length\":3,");
    }

    @Test
    void runWithAnOptionThatIsNoMore_isRefused() throws Exception {
        TinyRuns.change(run, header -> ((ObjectNode) header.at("/method/options")).put("glaze", "white"));

        assertThat(resume()).isEqualTo(10);

        assertThat(err.toString()).contains("\"glaze\":\"white\"", "a run goes on only with what it began with");
    }
}
