package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.safetensors.ParameterCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Methods for missing modalities on a tiny ViLT, from the command line. */
class StreamRunTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("kintsugi.repository", ".."));

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Path run(String method, String name, String... more) throws IOException {
        Path backbone = REPOSITORY.resolve("kintsugi-nn/src/test/resources/parity/vilt/all-patches-fp32");
        Path file = Files.writeString(
                folder.resolve("tiny.yaml"),
                "name: tiny\n"
                        + "backbone: '" + backbone.toAbsolutePath().normalize() + "'\n"
                        + "data: {kind: made, train-rows: 120, test-rows: 40, image-size: 24, class-attributes: [shape]}\n"
                        + "partition: {kind: dirichlet, clients: 6, alpha: 0.5, min-partition-size: 1}\n"
                        + "missing: {train: {kind: pattern-mix, alpha: 0.3, rate: 0.7}}\n"
                        + "federation: {rounds: 4, selection: {kind: fixed, size: 2}}\n"
                        + "training: {local-epochs: 1, batch-size: 8}\n"
                        + "method: " + method + "\n");
        List<String> arguments = new ArrayList<>(List.of("run", file.toString()));
        Path runs = folder.resolve(name);
        arguments.addAll(List.of("--out", runs.toString()));
        arguments.addAll(List.of(more));
        int code = Kintsugi.execute(
                new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
        assertThat(code).as(err.toString()).isEqualTo(0);
        return runs.resolve(method).resolve("seed-1");
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    /**
     * Two of six clients a round, pools that change their size with the released aggregator: whatever carries the
     * tasks, the bits are the same, so that no client sees what another one holds.
     */
    @ParameterizedTest
    @CsvSource({"fed-prime", "fed-prime-released", "fedmsplit-p"})
    void run_underEveryRunner_givesTheSameBits(String method) throws Exception {
        Path debug = run(method, "debug", "--set", "federation.runner=debug");
        Path wire =
                run(method, "wire", "--set", "federation.runner.kind=wire", "--set", "federation.runner.block-size=1");

        assertThat(Files.readString(wire.resolve("rounds.jsonl")))
                .isEqualTo(Files.readString(debug.resolve("rounds.jsonl")));
        assertThat(Files.readAllBytes(wire.resolve("prompts.safetensors")))
                .isEqualTo(Files.readAllBytes(debug.resolve("prompts.safetensors")));
    }

    @Test
    void run_withPromptsAtALaterLayer_learnsOtherOnes() throws Exception {
        Path first = run("fedavg-p", "first", "--set", "method.prompts.layers=1");
        Path second =
                run("fedavg-p", "second", "--set", "method.prompts.layers=1", "--set", "method.prompts.first-layer=2");

        assertThat(Files.size(second.resolve("prompts.safetensors")))
                .isEqualTo(Files.size(first.resolve("prompts.safetensors")));
        assertThat(Files.readAllBytes(second.resolve("prompts.safetensors")))
                .isNotEqualTo(Files.readAllBytes(first.resolve("prompts.safetensors")));
    }

    @Test
    void run_ofFedPrime_recordsConditionsUploadAndWhatItLearned() throws Exception {
        Path run = run("fed-prime", "runs");

        JsonNode result = json(run.resolve("result.json"));
        List<String> conditions = new ArrayList<>();
        result.path("conditions").fieldNames().forEachRemaining(conditions::add);
        assertThat(conditions).containsExactlyInAnyOrder("train", "complete", "only-image", "only-text", "miss-both");
        JsonNode round = new ObjectMapper()
                .readTree(Files.readAllLines(run.resolve("rounds.jsonl")).get(1));
        List<String> parts = new ArrayList<>();
        round.path("bytesUpParts").fieldNames().forEachRemaining(parts::add);
        assertThat(parts).containsExactlyInAnyOrder("form", "head", "pooler", "prompt", "statistics");
        JsonNode figures = json(run.resolve("figures.json")).path("figures");
        assertThat(figures).hasSize(4);
        assertThat(figures.path(0).path("rows").toString()).contains("no text", "no image");
        assertThat(Files.readString(run.resolve("report.html"))).contains("Prompts of the inter-client pool");
    }

    @Test
    void run_withALocalHead_sendsPromptsAlone() throws Exception {
        Path run = run(
                "fed-prime",
                "runs",
                "--set",
                "method.classifier.place=local",
                "--set",
                "method.classifier.pooler=frozen");

        JsonNode round = new ObjectMapper()
                .readTree(Files.readAllLines(run.resolve("rounds.jsonl")).get(1));
        List<String> parts = new ArrayList<>();
        round.path("bytesUpParts").fieldNames().forEachRemaining(parts::add);
        assertThat(parts).containsExactlyInAnyOrder("form", "prompt", "statistics");
        Path learned = run.resolve("prompts.safetensors");
        assertThat(ParameterCodec.decode("learned", Files.readAllBytes(learned))
                        .values()
                        .names())
                .anyMatch(name -> name.matches("client/c000[0-5]/head.weight"));
    }
}
