package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.safetensors.ParameterCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One momentum that goes from client to client, as in FedPGP's released code, from the command line. */
class SequentialMomentumRunTest {
    private static final Path BACKBONE = Path.of(System.getProperty("kintsugi.repository", ".."))
            .resolve("kintsugi-nn/src/test/resources/parity/clip/quick-gelu-fp32")
            .toAbsolutePath()
            .normalize();

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String name, String... more) throws IOException {
        Path file = Files.writeString(
                folder.resolve("tiny.yaml"),
                "name: tiny\n"
                        + "backbone: '" + BACKBONE + "'\n"
                        + "data: {kind: made, train-rows: 40, test-rows: 20, image-size: 24, class-attributes: [shape]}\n"
                        + "partition: {kind: iid, clients: 3}\n"
                        + "federation: {rounds: 2}\n"
                        + "training: {local-epochs: 1, batch-size: 8, optimizer: {kind: sgd, momentum: 0.9}}\n"
                        + "method: {id: fedpgp, context-length: 2}\n");
        List<String> arguments = new ArrayList<>(
                List.of("run", file.toString(), "--out", folder.resolve(name).toString()));
        arguments.addAll(Arrays.asList(more));
        return Kintsugi.execute(
                new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
    }

    private List<String> learned(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(name).resolve("fedpgp/seed-1/prompts.safetensors"));
        return ParameterCodec.decode(name, bytes).values().asMap().entrySet().stream()
                .filter(entry -> !entry.getKey().contains("momentum."))
                .map(entry ->
                        entry.getKey() + " " + Arrays.toString(entry.getValue().toArray()))
                .toList();
    }

    @Test
    void run_withSharedMomentumUnderItsRunner_learnsOtherPromptsThanSideBySide() throws IOException {
        assertThat(run("reset")).as(err.toString()).isZero();
        assertThat(run("shared", "--set", "method.momentum=shared", "--set", "federation.runner=sequential-momentum"))
                .as(err.toString())
                .isZero();
        assertThat(run("reset-in-a-row", "--set", "federation.runner=sequential-momentum"))
                .as(err.toString())
                .isZero();
        assertThat(run("debug", "--set", "federation.runner=debug")).isZero();

        assertThat(learned("shared")).hasSameSizeAs(learned("reset")).isNotEqualTo(learned("debug"));
        assertThat(learned("reset-in-a-row"))
                .as("without a shared momentum nothing is handed on")
                .isEqualTo(learned("debug"));
    }

    @Test
    void run_withSharedMomentumSideBySide_saysWhichRunnerItNeeds() throws IOException {
        assertThat(run("refused", "--set", "method.momentum=shared")).isEqualTo(10);

        assertThat(err.toString()).contains("method 'fedpgp'", "federation.runner=sequential-momentum", "carried");
    }
}
