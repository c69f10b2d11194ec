package dev.kintsugi.nn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.DownloadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files that are cut, change or are not what the hub announced: none of it becomes visible in the cache. */
class PulledBytesTest extends PullFixture {
    /** A range from within the file. How many of the bytes before a cut arrive depends on the load of the machine. */
    private static final String GOES_ON = "bytes=[1-9]\\d*-";

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
    void pull_serverStalls_countsAsCut() throws IOException {
        hub.next("GET model.safetensors", HubServer.stallAfter(70_000));

        puller().pull(MODEL);

        assertThat(pauses).hasSize(1);
        assertThat(hub.requests("GET", "model.safetensors").get(1).header("Range"))
                .matches(GOES_ON);
        assertWeightsAreThere();
    }
}
