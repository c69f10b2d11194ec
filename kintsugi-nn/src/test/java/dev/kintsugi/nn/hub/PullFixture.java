package dev.kintsugi.nn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A hub on this machine that can be told to answer wrongly, and a puller with an empty cache. */
abstract class PullFixture {
    static final RepositoryId MODEL = RepositoryId.parse("owner/model");
    static final byte[] CONFIG = "{\"model_type\":\"clip\"}".getBytes(StandardCharsets.UTF_8);
    static final byte[] WEIGHTS = bytes(200_000, 1);

    final HubServer hub = new HubServer()
            .file("config.json", CONFIG)
            .file("model.safetensors", WEIGHTS)
            .file("pytorch_model.bin", bytes(3_000, 9))
            .file("README.md", "not needed".getBytes(StandardCharsets.UTF_8));
    final List<Duration> pauses = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        hub.close();
    }

    static byte[] bytes(int size, int seed) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + i / 251 + seed);
        }
        return bytes;
    }

    TransferOptions options(int attempts, long usableBytes) {
        return new TransferOptions(
                attempts,
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofSeconds(5),
                Duration.ofMillis(300),
                pause -> {
                    pauses.add(pause);
                    Thread.sleep(2);
                },
                ignored -> usableBytes);
    }

    HubSettings settings(URI endpoint, String token) {
        return new HubSettings(
                endpoint,
                folder.resolve("hub"),
                Optional.of(token).filter(text -> !text.isEmpty()),
                folder.resolve("token"),
                false);
    }

    ModelPuller puller() {
        return puller(4);
    }

    ModelPuller puller(int attempts) {
        return new ModelPuller(settings(hub.address(), ""), options(attempts, Long.MAX_VALUE), TransferListener.SILENT);
    }

    Path repository() {
        return folder.resolve("hub").resolve("models--owner--model");
    }

    List<String> blobs() throws IOException {
        if (!Files.isDirectory(repository().resolve("blobs"))) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(repository().resolve("blobs"))) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    void assertWeightsAreThere() throws IOException {
        Path file = repository().resolve("snapshots").resolve(HubServer.COMMIT).resolve("model.safetensors");
        assertThat(Files.readAllBytes(file)).isEqualTo(WEIGHTS);
        assertThat(blobs()).containsExactlyInAnyOrder(HubServer.gitBlob(CONFIG), HubServer.sha256(WEIGHTS));
    }

    void assertNothingIsVisible() {
        assertThat(repository().resolve("snapshots")).doesNotExist();
        assertThat(repository().resolve("refs")).doesNotExist();
    }
}
