package dev.kintsugi.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientsProcessTest {
    @TempDir
    Path folder;

    @Test
    void main_oneRoundOfAllClients_leavesItsLog() throws IOException {
        ClientsProcess.main(
                new String[] {BenchModel.TINY.name(), String.valueOf(ClientsProcess.COHORT), "1", folder.toString()});

        assertThat(Files.readAllLines(folder.resolve("rounds.jsonl"))).hasSize(2); // before training, and round 1
    }
}
