package dev.kintsugi.nn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.DownloadException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Refusals, busy servers, redirects and hosts that are not there. */
class HubAnswersTest extends PullFixture {
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
}
