package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.cli.run.Backbones;
import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.method.Backbone;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.feature.ArrayFeatures;
import dev.kintsugi.methods.catalogue.MethodCatalogue;
import dev.kintsugi.nn.backbone.FrozenModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever method is in the catalogue: a run of it can be used for new samples and exported. */
class EveryMethodIsUsedTest {
    private static final String CLIP = "clip/quick-gelu-fp32";
    private static final String VILT = "vilt/all-patches-fp32";

    @TempDir
    static Path shared;

    private static final List<Path> RUNS = new ArrayList<>();

    /** A place without rows, as it is where a trained run is used. */
    private record Empty(Backbone backbone) implements Workplace {
        @Override
        public String promptTemplate() {
            return "a photo of a {}.";
        }

        @Override
        public ExampleTable examples() {
            List<Modality> both = List.of(Modality.IMAGE, Modality.TEXT);
            return new ExampleTable(
                    List.of(), new Targets(List.of("cat", "dog"), new int[0][]), new PresenceTable(both, new long[0]));
        }

        @Override
        public FeatureTable features(FeatureKind kind) {
            return new ArrayFeatures(1, new float[0]);
        }

        @Override
        public ClientData client(String client) {
            return new ClientData(client, new int[0]);
        }
    }

    @BeforeAll
    static void train() throws IOException {
        List<String> onClip = new ArrayList<>();
        List<String> onVilt = new ArrayList<>();
        String folder = TinyRuns.PARITY.resolve(CLIP).toString();
        try (FrozenModel clip = Backbones.standard().open(folder)) {
            for (MethodFactory factory : MethodCatalogue.load().factories()) {
                try (Method method = factory.create(new Empty(clip), factory.defaults(), LocalTraining.DEFAULTS)) {
                    onClip.add(method.card().id());
                } catch (ModelException needsAnother) {
                    onVilt.add(factory.card().id());
                }
            }
        }
        train("clip", CLIP, onClip);
        train("vilt", VILT, onVilt);
    }

    private static void train(String name, String backbone, List<String> methods) throws IOException {
        List<String> controls = methods.subList(1, methods.size()).stream()
                .map(EveryMethodIsUsedTest::inTwoRounds)
                .toList();
        Path runs = TinyRuns.train(shared, name, backbone, methods.get(0) + "\ncontrols: " + controls);
        methods.forEach(method -> RUNS.add(runs.resolve(method).resolve("seed-1")));
    }

    /** Returns a method with what it needs to do anything in two rounds. */
    private static String inTwoRounds(String id) {
        return switch (id) {
            case "di-mml" -> "{id: di-mml, stage-two-rounds: 1, contrast: 0}";
            case "opm", "opm-ogm" -> "{id: " + id + ", drop: {rounds: {from: 1}}}";
            default -> id;
        };
    }

    static List<Path> runs() {
        return RUNS;
    }

    @ParameterizedTest
    @MethodSource("runs")
    void run_ofEveryMethod_saysWhatItSeesAndIsExported(Path run) throws Exception {
        Path index = Files.writeString(
                shared.resolve("rows.jsonl"),
                "{\"image\": \"" + TinyRuns.IMAGES.resolve("landscape.png").toAbsolutePath()
                        + "\", \"text\": \"a red circle\"}\n");
        List<String> predict =
                new ArrayList<>(List.of("predict", run.toString(), index.toString(), "--format", "json"));
        Path target = shared.resolve("export-" + run.getName(run.getNameCount() - 2));
        List<String> export = new ArrayList<>(List.of("export", run.toString(), "--to", target.toString()));
        StringWriter err = new StringWriter();
        StringWriter out = new StringWriter();
        if (kintsugi(new StringWriter(), err, predict) != 0) {
            assertThat(err.toString()).contains("choose one with --client NAME: c0000");
            predict.addAll(List.of("--client", "c0000"));
            export.addAll(List.of("--client", "c0000"));
        }

        assertThat(kintsugi(out, err, predict)).as(err.toString()).isEqualTo(0);
        assertThat(kintsugi(new StringWriter(), err, export)).as(err.toString()).isEqualTo(0);

        assertThat(new ObjectMapper().readTree(out.toString()).at("/samples/0/classes"))
                .hasSize(3);
        assertThat(target).isDirectoryContaining(file -> file.endsWith("README.md"));
    }

    /** Made shapes are nine base and three novel ones; the halves of Oxford Pets (19 and 18) are unequal too. */
    @Test
    void methodsWhoseClassesMayChange_areTestedOnANovelHalfOfAnotherSize() throws Exception {
        List<String> methods = MethodCatalogue.load().factories().stream()
                .map(MethodFactory::card)
                .filter(MethodCard::classesMayChange)
                .map(MethodCard::id)
                .toList();
        Path model = TinyRuns.PARITY.resolve(CLIP).toAbsolutePath().normalize();
        Path file = Files.writeString(
                shared.resolve("halves.yaml"),
                "name: halves\nbackbone: '" + model + "'\n"
                        + "data: {kind: made, train-rows: 60, test-rows: 60, image-size: 32, class-attributes: [shape],"
                        + " class-subset: base}\n"
                        + "partition: {kind: iid, clients: 2}\nfederation: {rounds: 1}\n"
                        + "training: {local-epochs: 1, batch-size: 16}\nevaluation: {kinds: [base, novel]}\n"
                        + "method: " + methods.get(0) + "\ncontrols: " + methods.subList(1, methods.size()) + "\n");
        Path runs = shared.resolve("halves");
        StringWriter err = new StringWriter();

        int code = kintsugi(new StringWriter(), err, List.of("run", file.toString(), "--out", runs.toString()));

        assertThat(code).as(err.toString()).isEqualTo(0);
        assertThat(methods).contains("pfedprompt");
        assertThat(methods).allSatisfy(method -> {
            Path result = runs.resolve(method).resolve("seed-1/result.json");
            assertThat(new ObjectMapper()
                            .readTree(result.toFile())
                            .at("/evaluation/novel")
                            .isNumber())
                    .isTrue();
        });
    }

    private static int kintsugi(StringWriter out, StringWriter err, List<String> arguments) {
        return Kintsugi.execute(
                new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
    }
}
