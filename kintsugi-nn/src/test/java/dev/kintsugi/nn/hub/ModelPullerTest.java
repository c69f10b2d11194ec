package dev.kintsugi.nn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.DownloadException;
import dev.kintsugi.core.error.ModelException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPullerTest {
    /** A range from within the file. How many of the bytes before a cut arrive depends on the load of the machine. */
    private static final String GOES_ON = "bytes=[1-9]\\d*-";

    private static final RepositoryId MODEL = RepositoryId.parse("owner/model");
    private static final byte[] CONFIG = "{\"model_type\":\"clip\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] WEIGHTS = bytes(200_000, 1);

    private final HubServer hub = new HubServer()
            .file("config.json", CONFIG)
            .file("model.safetensors", WEIGHTS)
            .file("pytorch_model.bin", bytes(3_000, 9))
            .file("README.md", "not needed".getBytes(StandardCharsets.UTF_8));
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        hub.close();
    }

    private static byte[] bytes(int size, int seed) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + i / 251 + seed);
        }
        return bytes;
    }

    private TransferOptions options(int attempts, long usableBytes) {
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

    private HubSettings settings(URI endpoint, String token) {
        return new HubSettings(
                endpoint,
                folder.resolve("hub"),
                Optional.of(token).filter(text -> !text.isEmpty()),
                folder.resolve("token"),
                false);
    }

    private ModelPuller puller() {
        return puller(4);
    }

    private ModelPuller puller(int attempts) {
        return new ModelPuller(settings(hub.address(), ""), options(attempts, Long.MAX_VALUE), TransferListener.SILENT);
    }

    private Path repository() {
        return folder.resolve("hub").resolve("models--owner--model");
    }

    private List<String> blobs() throws IOException {
        if (!Files.isDirectory(repository().resolve("blobs"))) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(repository().resolve("blobs"))) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private void assertWeightsAreThere() throws IOException {
        Path file = repository().resolve("snapshots").resolve(HubServer.COMMIT).resolve("model.safetensors");
        assertThat(Files.readAllBytes(file)).isEqualTo(WEIGHTS);
        assertThat(blobs()).containsExactlyInAnyOrder(HubServer.gitBlob(CONFIG), HubServer.sha256(WEIGHTS));
    }

    private void assertNothingIsVisible() {
        assertThat(repository().resolve("snapshots")).doesNotExist();
        assertThat(repository().resolve("refs")).doesNotExist();
    }

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
    void pull_connectionCut_continuesByRange() throws IOException {
        hub.next("GET model.safetensors", HubServer.cutAfter(70_000, HubServer.sha256(WEIGHTS)));

        puller().pull(MODEL);

        List<HubServer.Request> gets = hub.requests("GET", "model.safetensors");
        assertThat(gets).hasSize(2);
        assertThat(gets.get(0).header("Range")).isNull();
        assertThat(gets.get(1).header("Range")).matches(GOES_ON);
        assertThat(gets.get(1).header("If-Range")).isEqualTo("\"" + HubServer.sha256(WEIGHTS) + "\"");
        assertWeightsAreThere();
    }

    @Test
    void pull_afterAnUnfinishedPull_continuesItsFile() throws IOException {
        hub.next("GET model.safetensors", HubServer.cutAfter(70_000, HubServer.sha256(WEIGHTS)));
        assertThatThrownBy(() -> puller(1).pull(MODEL))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("owner/model: model.safetensors: gave up on 127.0.0.1:")
                .hasMessageContaining("after 1 attempts");
        assertNothingIsVisible();

        puller().pull(MODEL);

        assertThat(hub.requests("GET", "model.safetensors").get(1).header("Range"))
                .matches(GOES_ON);
        assertWeightsAreThere();
    }

    @Test
    void pull_serverIgnoresRange_startsAgain() throws IOException {
        hub.next("GET model.safetensors", HubServer.cutAfter(70_000, "e"), HubServer.whole(WEIGHTS, "e"));

        puller().pull(MODEL);

        assertThat(hub.requests("GET", "model.safetensors").get(1).header("Range"))
                .matches(GOES_ON);
        assertWeightsAreThere();
    }

    @Test
    void pull_etagChangesBetweenAttempts_startsAgain() throws IOException {
        // The cut answer carries other bytes under another ETag; the range with If-Range is answered by the whole file.
        byte[] old = bytes(WEIGHTS.length, 5);
        hub.next(
                "GET model.safetensors",
                (exchange, content) -> HubServer.cutAfter(70_000, "old").answer(exchange, old));

        puller().pull(MODEL);

        assertThat(hub.requests("GET", "model.safetensors").get(1).header("If-Range"))
                .isEqualTo("\"old\"");
        assertWeightsAreThere();
    }

    @Test
    void pull_fileChangesUnderTheSameEtag_downloadsItWhole() throws IOException {
        byte[] old = bytes(WEIGHTS.length, 5);
        hub.next(
                "GET model.safetensors",
                (exchange, content) ->
                        HubServer.cutAfter(70_000, HubServer.sha256(WEIGHTS)).answer(exchange, old));

        puller().pull(MODEL);

        assertThat(hub.requests("GET", "model.safetensors")).hasSize(3);
        assertWeightsAreThere();
    }

    @Test
    void pull_continuedFileHasWrongBytes_downloadsItWhole() throws IOException {
        Path partial =
                BlobDownloader.partial(new HubCache(folder.resolve("hub")).blob(MODEL, HubServer.sha256(WEIGHTS)));
        Files.createDirectories(partial.getParent());
        Files.write(partial, bytes(50_000, 77));

        puller().pull(MODEL);

        assertThat(hub.requests("GET", "model.safetensors")).hasSize(2);
        assertWeightsAreThere();
    }

    @Test
    void pull_checksumLies_removesTheFileAndSaysBothHashes() throws IOException {
        byte[] other = bytes(WEIGHTS.length, 5);
        hub.next("GET model.safetensors", HubServer.whole(other, "e"));

        assertThatThrownBy(() -> puller().pull(MODEL))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("model.safetensors has the SHA-256 " + HubServer.sha256(other))
                .hasMessageContaining("the hub announced " + HubServer.sha256(WEIGHTS));
        assertThat(blobs()).containsExactly(HubServer.gitBlob(CONFIG));
        assertNothingIsVisible();
    }

    @Test
    void pull_smallFileDiffersFromItsGitHash_isRefused() {
        byte[] other = "{\"model_type\":\"blip\"}".getBytes(StandardCharsets.UTF_8);
        hub.next("GET config.json", HubServer.whole(other, "e"));

        assertThatThrownBy(() -> puller().pull(MODEL))
                .hasMessageContaining("config.json has the git SHA-1 " + HubServer.gitBlob(other));
    }

    @Test
    void pull_bodyHasAnotherSizeThanAnnounced_isRefused() throws IOException {
        hub.next("GET model.safetensors", HubServer.whole(bytes(150_000, 1), "e"));

        assertThatThrownBy(() -> puller().pull(MODEL))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("model.safetensors should have 200000 bytes by the hub's own account")
                .hasMessageContaining("delivers 150000");
        assertThat(blobs()).containsExactly(HubServer.gitBlob(CONFIG));
    }

    @Test
    void pull_bodyWithoutLengthIsLongerThanAnnounced_isRefused() throws IOException {
        hub.next("GET model.safetensors", (exchange, content) -> {
            exchange.sendResponseHeaders(200, 0); // chunked
            exchange.getResponseBody().write(bytes(250_000, 1));
        });

        assertThatThrownBy(() -> puller().pull(MODEL))
                .hasMessageContaining("should have 200000 bytes")
                .hasMessageContaining("more arrive");
        assertThat(blobs()).containsExactly(HubServer.gitBlob(CONFIG));
    }

    @Test
    void pull_headerAndListingDisagreeOnSize_isRefused() {
        hub.next(
                "HEAD model.safetensors",
                HubServer.status(200, "X-Linked-Size", "199999", "X-Linked-ETag", HubServer.sha256(WEIGHTS)));

        assertThatThrownBy(() -> puller().pull(MODEL))
                .hasMessageContaining("the hub lists 200000 bytes, but its header says 199999");
    }

    @Test
    void pull_withoutTokenAnd401_saysHowToGiveOne() {
        hub.next("GET revision/main", HubServer.status(401, "X-Error-Code", "GatedRepo"));

        assertThatThrownBy(() -> puller().pull(MODEL))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("answered 401 (not signed in)")
                .hasMessageContaining("accept its terms at " + hub.address() + "/owner/model")
                .hasMessageContaining("set HF_TOKEN");
        assertThat(pauses).isEmpty();
    }

    @Test
    void pull_withTokenAnd403_saysThatTheTokenDoesNotDo() {
        hub.next("HEAD config.json", HubServer.status(403));

        assertThatThrownBy(() -> new ModelPuller(
                                settings(hub.address(), "hf_secret"),
                                options(2, Long.MAX_VALUE),
                                TransferListener.SILENT)
                        .pull(MODEL))
                .hasMessageContaining("answered 403 (forbidden); the given token")
                .hasMessageNotContaining("hf_secret");
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
    void pull_503ThenOk_waitsLongerEachTimeAndSucceeds() throws IOException {
        hub.next("GET revision/main", HubServer.status(503), HubServer.status(503));
        hub.next("GET model.safetensors", HubServer.status(429, "Retry-After", "1"));

        puller().pull(MODEL);

        // 100 ms doubled; the second server's wish of 1 s is cut to the bound of 250 ms.
        assertThat(pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(250));
        assertWeightsAreThere();
    }

    @Test
    void pull_503ForEver_givesUp() {
        for (int i = 0; i < 10; i++) {
            hub.next("GET revision/main", HubServer.status(503));
        }

        assertThatThrownBy(() -> puller(3).pull(MODEL))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("after 3 attempts in a row; the last time it answered 503 (service unavailable)");
        assertThat(hub.requests()).hasSize(3);
    }

    @Test
    void pull_redirectToAnotherHost_leavesTheTokenBehind() throws IOException {
        try (HubServer network = new HubServer().file("signed", WEIGHTS)) {
            HubServer.Behaviour redirect = HubServer.status(
                    302,
                    "Location",
                    network.address() + "/owner/model/resolve/" + HubServer.COMMIT + "/signed",
                    "X-Linked-ETag",
                    "\"" + HubServer.sha256(WEIGHTS) + "\"",
                    "X-Linked-Size",
                    String.valueOf(WEIGHTS.length));
            hub.next("HEAD model.safetensors", redirect).next("GET model.safetensors", redirect);

            new ModelPuller(settings(hub.address(), "hf_secret"), options(2, Long.MAX_VALUE), TransferListener.SILENT)
                    .pull(MODEL);

            assertThat(network.requests()).hasSize(1);
            assertThat(network.requests().get(0).header("Authorization")).isNull();
            assertThat(hub.requests())
                    .allSatisfy(request ->
                            assertThat(request.header("Authorization")).isEqualTo("Bearer hf_secret"));
            assertWeightsAreThere();
        }
    }

    @Test
    void pull_redirectWithinTheHost_isFollowedToTheFile() throws IOException {
        hub.next(
                "HEAD config.json",
                HubServer.status(307, "Location", "/owner/model/resolve/" + HubServer.COMMIT + "/config.json"));

        puller().pull(MODEL);

        assertThat(hub.requests("HEAD", "config.json")).hasSize(2);
        assertWeightsAreThere();
    }

    @Test
    void pull_serverStalls_countsAsCut() throws IOException {
        hub.next("GET model.safetensors", HubServer.stallAfter(70_000));

        puller().pull(MODEL);

        assertThat(pauses).hasSize(1);
        assertThat(hub.requests("GET", "model.safetensors").get(1).header("Range"))
                .matches(GOES_ON);
        assertWeightsAreThere();
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
    void pull_nobodyListens_namesTheHost() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ModelPuller puller = new ModelPuller(
                settings(URI.create("http://127.0.0.1:" + port), ""),
                options(2, Long.MAX_VALUE),
                TransferListener.SILENT);

        assertThatThrownBy(() -> puller.pull(MODEL))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("gave up on 127.0.0.1:" + port)
                .hasMessageContaining("check the network and HF_ENDPOINT");
    }

    @Test
    void pull_unknownHost_isSaidAtOnce() {
        ModelPuller puller = new ModelPuller(
                settings(URI.create("http://no-such-host.invalid"), ""),
                options(5, Long.MAX_VALUE),
                TransferListener.SILENT);

        assertThatThrownBy(() -> puller.pull(MODEL))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("the host no-such-host.invalid is not known here");
        assertThat(pauses).isEmpty();
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
