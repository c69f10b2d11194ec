package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.cli.run.Backbones;
import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.safetensors.ParameterCodec;
import dev.kintsugi.engine.feature.ArrayFeatures;
import dev.kintsugi.engine.predict.PredictRequest;
import dev.kintsugi.engine.predict.TrainedModel;
import dev.kintsugi.engine.predict.TrainedRun;
import dev.kintsugi.methods.catalogue.MethodCatalogue;
import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.image.ImageDecoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * PyTorch gives our logits with what is exported: {@code tools/parity/check_export.py make} wrote random prompts and
 * the logits of transformers with them.
 */
class ExportParityTest {
    private static final Path EXPECTED = TinyRuns.REPOSITORY.resolve("kintsugi-cli/src/test/resources/parity/export");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLIENT = "c0001";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"quick-gelu-fp32", "defaults-bf16-shards"})
    void export_ofAContext_givesThePromptWithWhichPyTorchGivesOurLogits(String backbone) throws Exception {
        ParameterSet expected = expected(backbone);
        FloatArray context = expected.get("context");
        Path run = run(backbone, "promptfl", "", Map.of("prompt.context", context));

        JsonNode config = export(backbone, run, List.of());

        assertThat(tensors(folder.resolve("out/prompts.safetensors")))
                .isEqualTo(ParameterSet.of("prompt.context", context));
        assertThat(config.at("/context/value").asText()).isEqualTo("prompt.context");
        assertThat(config.at("/context/vectorsBefore").asLong()).isEqualTo(context.shape()[0]);
        closeTo(expected.get("logits"), logits(run, told(backbone), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"quick-gelu-fp32", "defaults-bf16-shards"})
    void export_ofAContextAroundTheName_givesThePromptWithWhichPyTorchGivesOurLogits(String backbone) throws Exception {
        ParameterSet expected = expected(backbone);
        FloatArray context = expected.get("context");
        Path run = run(backbone, "promptfl", ", name-position: middle", Map.of("prompt.context", context));

        JsonNode config = export(backbone, run, List.of());

        assertThat(config.at("/context/vectorsBefore").asLong()).isEqualTo(context.shape()[0] / 2);
        assertThat(config.at("/context/nameLengths")).isEqualTo(told(backbone).path("nameLengths"));
        closeTo(expected.get("logitsAround"), logits(run, told(backbone), Optional.empty()));
    }

    /** FedPGP: p_i = p_G + U V; the fixture gives all three, and the logits of the sum. */
    @ParameterizedTest
    @ValueSource(strings = {"quick-gelu-fp32", "defaults-bf16-shards"})
    void export_ofAPersonalPrompt_givesThePromptWithWhichPyTorchGivesOurLogits(String backbone) throws Exception {
        ParameterSet expected = expected(backbone);
        FloatArray context = expected.get("context");
        FloatArray left = expected.get("left");
        FloatArray right = expected.get("right");
        Map<String, FloatArray> learned = new LinkedHashMap<>(Map.of("prompt.context", context));
        for (String client : List.of("c0000", CLIENT, "c0002")) {
            boolean chosen = client.equals(CLIENT);
            learned.put("client/" + client + "/prompt.left", chosen ? left : FloatArray.zeros(left.shape()));
            learned.put("client/" + client + "/prompt.right", right);
        }
        Path run = run(backbone, "fedpgp", ", bottleneck: 2", learned);

        export(backbone, run, List.of("--client", CLIENT));

        FloatArray personal = tensors(folder.resolve("out/prompts.safetensors")).get("prompt.context");
        int width = (int) context.shape()[1];
        for (int i = 0; i < context.size(); i++) {
            float sum = context.get(i);
            for (int rank = 0; rank < 2; rank++) {
                sum += left.get(i / width * 2 + rank) * right.get(rank * width + i % width);
            }
            assertThat(personal.get(i)).isCloseTo(sum, within(1e-6f));
        }
        closeTo(expected.get("logitsPersonal"), logits(run, told(backbone), Optional.of(CLIENT)));
        closeTo(expected.get("logits"), logits(run, told(backbone), Optional.of("c0000"))); // whose U is 0
    }

    private static ParameterSet expected(String backbone) throws IOException {
        return tensors(EXPECTED.resolve(backbone + ".safetensors"));
    }

    private static JsonNode told(String backbone) throws IOException {
        return JSON.readTree(EXPECTED.resolve(backbone + ".json").toFile());
    }

    private static ParameterSet tensors(Path file) throws IOException {
        return ParameterCodec.decode(file.toString(), Files.readAllBytes(file)).values();
    }

    /** Puts the fixture's prompts and classes into a run folder. */
    private Path run(String backbone, String method, String options, Map<String, FloatArray> learned)
            throws IOException {
        long length = expected(backbone).get("context").shape()[0];
        String choice = "{id: " + method + ", context-length: " + length + options + "}";
        Path run = TinyRuns.train(folder, "own", "clip/" + backbone, choice).resolve(method + "/seed-1");
        JsonNode classes = told(backbone).path("classes");
        TinyRuns.change(run, header -> ((ObjectNode) header.path("data")).set("classes", classes));
        String hash = JSON.readTree(run.resolve("run.json").toFile())
                .at("/backbone/hash")
                .asText();
        Files.write(
                run.resolve("prompts.safetensors"),
                ParameterCodec.encode(ParameterSet.of(learned), Map.of("method", method, "backbone", hash)));
        return run;
    }

    /** Exports, holds classes and token ids against the fixture's, and returns the configuration. */
    private JsonNode export(String backbone, Path run, List<String> more) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("export", run.toString(), "--to", folder.resolve("out").toString()));
        arguments.addAll(more);
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        int code = Kintsugi.execute(writer, writer, arguments.toArray(String[]::new));
        assertThat(code).as(said.toString()).isEqualTo(0);
        JsonNode config = JSON.readTree(folder.resolve("out/config.json").toFile());
        JsonNode told = told(backbone);
        assertThat(config.path("classes")).isEqualTo(told.path("classes"));
        for (String key : List.of("startId", "endId", "classWords")) {
            assertThat(config.path("context").path(key).toString())
                    .isEqualTo(told.path(key).toString());
        }
        return config;
    }

    /** Scores of the fixture's pictures, {@code [pictures, classes]}. */
    private static float[] logits(Path run, JsonNode told, Optional<String> client) {
        List<BufferedImage> images = new ArrayList<>();
        told.path("pictures").forEach(name -> images.add(ImageDecoder.decode(TinyRuns.IMAGES.resolve(name.asText()))));
        TrainedRun trained = TrainedRun.open(run, MethodCatalogue.load()::require);
        PredictRequest request = new PredictRequest(client, List.of(), Optional.empty());
        try (TrainedModel model = TrainedModel.open(trained, request, Backbones.standard())) {
            SampleEncoder<BufferedImage> encoder =
                    model.backbone().imageEncoder(FeatureKind.Cut.POOLED).orElseThrow();
            ArrayFeatures features = new ArrayFeatures(encoder.width(), encoder.encode(images));
            Samples samples =
                    Samples.of(PresenceTable.complete(List.of(Modality.IMAGE), images.size()), kind -> features);
            return model.method()
                    .scores(trained.learned().shared(), List.of(model.local()), samples)
                    .get(0);
        }
    }

    private static void closeTo(FloatArray wanted, float[] logits) {
        assertThat(logits).hasSize(wanted.size());
        for (int i = 0; i < logits.length; i++) {
            assertThat(logits[i]).as("logit %d", i).isCloseTo(wanted.get(i), within(1e-4f));
        }
    }
}
