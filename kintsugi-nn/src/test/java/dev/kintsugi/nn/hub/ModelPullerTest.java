package dev.kintsugi.nn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.DownloadException;
import dev.kintsugi.core.error.ModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What a pull brings, where it puts it, and when it does not begin. */
class ModelPullerTest extends PullFixture {
    @Test
    void pull_ofModel_fillsTheCacheAsHuggingFaceDoes() throws IOException {
        ModelPuller.Pulled pulled = puller().pull(MODEL);

        Path snapshot = repository().resolve("snapshots").resolve(HubServer.COMMIT);
        assertThat(pulled.folder()).isEqualTo(snapshot);
        assertThat(pulled.files()).containsExactly("config.json", "model.safetensors");
        assertThat(pulled.downloadedBytes()).isEqualTo(CONFIG.length + WEIGHTS.length);
        assertThat(Files.readString(repository().resolve("refs/main"))).isEqualTo(HubServer.COMMIT);
        assertThat(Files.readSymbolicLink(snapshot.resolve("config.json")))
                .isEqualTo(Path.of("../../blobs/" + HubServer.gitBlob(CONFIG)));
        assertWeightsAreThere();
    }

    @Test
    void pull_again_asksForNothingButTheListing() {
        puller().pull(MODEL);
        int before = hub.requests().size();

        assertThat(puller().pull(MODEL).downloadedBytes()).isZero();
        assertThat(hub.requests()).hasSize(before + 1);
    }

    @Test
    void pull_ofRevisionWithSlash_writesItsRef() throws IOException {
        puller().pull(MODEL.at("refs/pr/1"));

        assertThat(Files.readString(repository().resolve("refs/refs/pr/1"))).isEqualTo(HubServer.COMMIT);
        assertThat(repository().resolve("refs/main")).doesNotExist();
    }

    @Test
    void pull_unknownRepository_namesTheNearest() {
        assertThatThrownBy(() -> puller().pull(RepositoryId.parse("owner/modle")))
                .isInstanceOf(DownloadException.class)
                .hasMessage("owner/modle: " + hub.address() + " has no such model; did you mean owner/model?");
    }

    @Test
    void pull_unknownRevision_namesTheOthers() {
        assertThatThrownBy(() -> puller().pull(MODEL.at("v2")))
                .hasMessage("owner/model: the repository has no revision 'v2'; it has main, half, v1;"
                        + " did you mean owner/model@v1?");
    }

    @Test
    void pull_twiceAtOnce_downloadsOnce() throws Exception {
        hub.next("GET model.safetensors", (exchange, content) -> {
            try {
                Thread.sleep(200); // long enough for the other pull to come to the lock
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            HubServer.whole(content, "e").answer(exchange, content);
        });
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<ModelPuller.Pulled>> pulls = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            pulls.add(threads.submit(() -> puller().pull(MODEL)));
        }

        long bytes = pulls.get(0).get().downloadedBytes() + pulls.get(1).get().downloadedBytes();

        threads.shutdown();
        assertThat(bytes).isEqualTo(CONFIG.length + WEIGHTS.length);
        assertThat(hub.requests("GET", "model.safetensors")).hasSize(1);
        assertWeightsAreThere();
    }

    @Test
    void pull_diskTooFull_isRefusedBeforeTheFirstByte() {
        ModelPuller puller = new ModelPuller(settings(hub.address(), ""), options(2, 1_000), TransferListener.SILENT);

        assertThatThrownBy(() -> puller.pull(MODEL))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("the download needs 200 kB")
                .hasMessageContaining("has only 1.0 kB free");
        assertThat(hub.requests("GET", "config.json")).isEmpty();
    }

    @Test
    void pull_onlyPickles_saysWhyNot() {
        try (HubServer other = new HubServer().file("config.json", CONFIG).file("pytorch_model.bin", bytes(2_000, 3))) {
            ModelPuller puller =
                    new ModelPuller(settings(other.address(), ""), options(2, Long.MAX_VALUE), TransferListener.SILENT);

            assertThatThrownBy(() -> puller.pull(MODEL))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("only pytorch_model.bin")
                    .hasMessageContaining("run code when they are read")
                    .hasMessageContaining("owner/model@refs/pr/N");
        }
    }

    @Test
    void pull_ofShards_takesThoseOfTheIndex() throws IOException {
        String index = "{\"weight_map\":{\"a\":\"model-1.safetensors\",\"b\":\"model-2.safetensors\"}}";
        try (HubServer other = new HubServer()
                .file("config.json", CONFIG)
                .file("model.safetensors.index.json", index.getBytes(StandardCharsets.UTF_8))
                .file("model-1.safetensors", bytes(2_000, 3))
                .file("model-2.safetensors", bytes(2_500, 4))
                .file("model-3.safetensors", bytes(2_500, 5))) {
            ModelPuller.Pulled pulled = new ModelPuller(
                            settings(other.address(), ""), options(2, Long.MAX_VALUE), TransferListener.SILENT)
                    .pull(MODEL);

            assertThat(pulled.files())
                    .containsExactly(
                            "config.json",
                            "model.safetensors.index.json",
                            "model-1.safetensors",
                            "model-2.safetensors");
            assertThat(ModelFolder.missing(pulled.folder())).isEmpty();
            Files.delete(pulled.folder().resolve("model-2.safetensors"));
            assertThat(ModelFolder.missing(pulled.folder())).contains("model-2.safetensors");
        }
    }

    @Test
    void pull_indexNamesAFileOutside_isRefused() {
        String index = "{\"weight_map\":{\"a\":\"../../../evil.safetensors\"}}";
        try (HubServer other = new HubServer()
                .file("config.json", CONFIG)
                .file("model.safetensors.index.json", index.getBytes(StandardCharsets.UTF_8))) {
            ModelPuller puller =
                    new ModelPuller(settings(other.address(), ""), options(2, Long.MAX_VALUE), TransferListener.SILENT);

            assertThatThrownBy(() -> puller.pull(MODEL))
                    .hasMessageContaining("names the shard '../../../evil.safetensors'");
        }
    }

    @Test
    void pull_offline_usesTheCacheOnly() {
        HubSettings offline =
                new HubSettings(hub.address(), folder.resolve("hub"), Optional.empty(), folder.resolve("token"), true);
        ModelPuller puller = new ModelPuller(offline, options(2, Long.MAX_VALUE), TransferListener.SILENT);
        assertThatThrownBy(() -> puller.pull(MODEL)).hasMessageContaining("HF_HUB_OFFLINE forbids the network");
        assertThat(hub.requests()).isEmpty();

        puller().pull(MODEL);

        assertThat(puller.pull(MODEL).commit()).isEqualTo(HubServer.COMMIT);
    }
}
