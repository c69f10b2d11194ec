package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods that train encoders on made sensor streams, from the command line. */
class SignalRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PAGE_DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String method, String name, String... more) throws IOException {
        Path file = Files.writeString(
                folder.resolve("tiny.yaml"),
                "name: tiny\nbackbone: inputs\n"
                        + "data: {kind: made-signals, train-rows: 48, test-rows: 24, validation-rows: 0, length: 16}\n"
                        + "partition: {kind: iid, clients: 4}\n"
                        + "missing: {train: {kind: client-split, multi-ratio: 0.5}, conditions: [only-fast, only-slow]}\n"
                        + "federation: {rounds: 2}\n"
                        + "training: {local-epochs: 1, batch-size: 8}\n"
                        + "method: {id: " + method + (method.equals("opm") ? ", drop: {rounds: {from: 1}}" : "")
                        + ", network: {projectors: linear, encoders: {width: 8, series-channels: [4]}}}\n");
        List<String> arguments = new ArrayList<>(
                List.of("run", file.toString(), "--out", folder.resolve(name).toString()));
        arguments.addAll(List.of(more));
        return Kintsugi.execute(
                new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fedcmi", "fedmac", "opm"})
    void run_onTheWireInBlocksOfOne_givesTheBitsOfTheDebugRunner(String method) throws Exception {
        assertThat(run(method, "debug", "--set", "federation.runner=debug"))
                .as(err.toString())
                .isEqualTo(0);
        assertThat(run(
                        method,
                        "wire",
                        "--set",
                        "federation.runner.kind=wire",
                        "--set",
                        "federation.runner.block-size=1"))
                .as(err.toString())
                .isEqualTo(0);

        Path debug = folder.resolve("debug").resolve(method).resolve("seed-1");
        Path wire = folder.resolve("wire").resolve(method).resolve("seed-1");
        assertThat(Files.readString(wire.resolve("rounds.jsonl")))
                .isEqualTo(Files.readString(debug.resolve("rounds.jsonl")));
        JsonNode result = JSON.readTree(debug.resolve("result.json").toFile());
        assertThat(result.path("conditions").has("only-slow")).isTrue();
        assertThat(measured(debug.resolve("report.html"), "Loss of each modality"))
                .as("lines of the chart")
                .extracting(line -> line.path("name").asText())
                .containsExactly("fast", "slow");
    }

    @Test
    void run_ofAModalityThatNobodyEverHolds_endsBeforeTheFirstRound() throws Exception {
        int exit = run(
                "fedcmi",
                "nobody",
                "--set",
                "missing.train={kind: client-split, multi-ratio: 0, modalities: [fast]}",
                "--set",
                "missing.test={kind: none}");

        assertThat(exit).isNotZero();
        assertThat(err.toString()).contains("slow").contains("see docs/errors/");
        assertThat(folder.resolve("nobody").resolve("fedcmi").resolve("seed-1").resolve("rounds.jsonl"))
                .satisfiesAnyOf(
                        file -> assertThat(file).doesNotExist(),
                        file -> assertThat(file).isEmptyFile());
    }

    /** Returns the lines that a report draws of one group of what the clients measured; none without that group. */
    private static JsonNode measured(Path page, String title) throws IOException {
        Matcher data = PAGE_DATA.matcher(Files.readString(page));
        assertThat(data.find()).isTrue();
        for (JsonNode group : JSON.readTree(data.group(1)).path("measured")) {
            if (group.path("title").asText().equals(title)) {
                return group.path("lines");
            }
        }
        return JSON.createArrayNode();
    }

    @Test
    void run_withAModalityThatIsMisspelt_namesTheOneThatWasMeant() throws Exception {
        assertThat(run("fedcmi", "runs", "--set", "method.network.encoders.modalities=[fats]"))
                .isEqualTo(10);

        assertThat(err.toString()).contains("modality 'fats' is not known; did you mean 'fast'?");
    }
}
