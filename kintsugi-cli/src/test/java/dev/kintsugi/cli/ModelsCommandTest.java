package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.safetensors.ParameterCodec;
import dev.kintsugi.nn.hub.HubSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelsCommandTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path home;

    private HttpServer hub;

    @BeforeEach
    void serve() throws IOException {
        Map<String, byte[]> files = Map.of(
                "config.json", "{\"model_type\":\"clip\"}".getBytes(StandardCharsets.UTF_8),
                "model.safetensors",
                        ParameterCodec.encode(
                                ParameterSet.of(Map.of("weight", FloatArray.owning(new long[] {250}, new float[250]))),
                                Map.of()));
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/api/models/owner/small/revision/main", exchange -> {
            byte[] listing = ("{\"sha\":\"" + COMMIT + "\",\"siblings\":[{\"rfilename\":\"config.json\"},"
                            + "{\"rfilename\":\"model.safetensors\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, listing.length);
            exchange.getResponseBody().write(listing);
            exchange.close();
        });
        files.forEach((name, content) -> hub.createContext("/owner/small/resolve/" + COMMIT + "/" + name, exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"tag-of-" + name + "\"");
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : content.length);
            if (!head) {
                exchange.getResponseBody().write(content);
            }
            exchange.close();
        }));
        hub.start();
    }

    @AfterEach
    void stop() {
        hub.stop(0);
    }

    private String run(String... arguments) {
        Map<String, String> environment = Map.of(
                "HF_HOME",
                home.toString(),
                "HF_ENDPOINT",
                "http://127.0.0.1:" + hub.getAddress().getPort());
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(
                        new ModelsCommand(() -> HubSettings.fromEnvironment(environment, home), List.of()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(new StringWriter()));
        assertThat(command.execute(arguments)).isZero();
        return out.toString();
    }

    @Test
    void models_emptyCache_saysHowToGetOne() {
        assertThat(run()).contains("No model is at hand in " + home.resolve("hub"), "models pull");
    }

    @Test
    void models_afterPull_listsTheModel() throws IOException {
        JsonNode pulled = new ObjectMapper().readTree(run("pull", "owner/small", "--format", "json"));
        assertThat(pulled.path("commit").asText()).isEqualTo(COMMIT);

        assertThat(run("list").lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("owner/small  CLIP  1.1 kB  F32    ")
                .endsWith(pulled.path("folder").asText());
        JsonNode listed = new ObjectMapper().readTree(run("--format", "json"));
        assertThat(listed.path(0).path("id").asText()).isEqualTo("owner/small");
        assertThat(listed.path(0).path("sha256").asText()).hasSize(64);
    }
}
