package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** FedPGP's published settings, each run for one round on a public data set in small with a tiny CLIP. */
class PublishedSettingsRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FILES = TinyRuns.REPOSITORY.resolve("experiments/fedpgp");
    private static final Map<String, Object> FEDPGP =
            Map.of("bottleneck", 8, "mu", 0.5, "temperature", 0.5, "context-length", 16);
    private static final Map<String, Object> SIXTEEN = Map.of("context-length", 16);

    @TempDir
    Path folder;

    /** Makes the data of a case. */
    @FunctionalInterface
    private interface Maker {
        void make(PublicMiniatures data) throws IOException;
    }

    /**
     * A file and what comes of it.
     *
     * @param changes beside those that make every run small
     * @param clients number of clients
     * @param rows training rows of all clients
     * @param test rows that are tested
     * @param kinds accuracies that are asked for
     * @param methods options that are recorded, by the method's name
     */
    private record Case(
            String file,
            Maker data,
            List<String> changes,
            int clients,
            int rows,
            int test,
            List<String> kinds,
            Map<String, Map<String, Object>> methods) {
        @Override
        public String toString() {
            return file + " " + String.join(" ", changes);
        }
    }

    private static Map<String, Object> fedPgpWith(String option, Object value) {
        Map<String, Object> options = new TreeMap<>(FEDPGP);
        options.put(option, value);
        return options;
    }

    static List<Case> cases() {
        List<String> two = List.of("partition.clients=2", "partition.shots=2");
        Map<String, Map<String, Object>> withControls =
                Map.of("fedpgp", FEDPGP, "zero-shot", Map.of(), "coop-local", SIXTEEN, "promptfl", SIXTEEN);
        Map<String, Map<String, Object>> withMu = new TreeMap<>(withControls);
        withMu.put("mu-1", fedPgpWith("mu", 1.0));
        Map<String, Map<String, Object>> ofDomains =
                Map.of("fedpgp", FEDPGP, "zero-shot", Map.of(), "promptfl", SIXTEEN);
        return List.of(
                // Three base classes of six, of which the first client gets round(1.5) = 2 and the last the other.
                new Case(
                        "base-to-novel.yaml",
                        PublicMiniatures::oxfordPets,
                        two,
                        2,
                        6,
                        6,
                        List.of("local", "base", "neighbours", "novel"),
                        withControls),
                // As its comment says for textures: the shots are drawn before the classes are halved.
                new Case(
                        "base-to-novel.yaml",
                        PublicMiniatures::dtd,
                        List.of(
                                "partition.clients=2",
                                "data.name=dtd",
                                "data.shots=2",
                                "data.shots-draw=coop",
                                "partition.shots=0"),
                        2,
                        6,
                        9,
                        List.of("local", "base", "neighbours", "novel"),
                        withControls),
                new Case(
                        "baselines.yaml",
                        PublicMiniatures::oxfordPets,
                        two,
                        2,
                        6,
                        6,
                        List.of("local", "base", "novel"),
                        Map.of(
                                "cocoop", Map.of("context-length", 16, "initial-text", ""),
                                "maple", Map.of("context-length", 2, "initial-text", "a photo of a", "depth", 0),
                                "kgcoop", Map.of("context-length", 4, "initial-text", "a photo of a", "weight", 8.0))),
                new Case(
                        "few-shot.yaml",
                        PublicMiniatures::dtd,
                        two,
                        2,
                        12,
                        18,
                        List.of("local", "base", "neighbours"),
                        Map.of(
                                "fedpgp", FEDPGP,
                                "promptfl", SIXTEEN,
                                "bottleneck-1", fedPgpWith("bottleneck", 1),
                                "bottleneck-2", fedPgpWith("bottleneck", 2),
                                "bottleneck-4", fedPgpWith("bottleneck", 4))),
                new Case(
                        "cifar10.yaml",
                        PublicMiniatures::cifar10,
                        List.of("partition.clients=4", "federation.selection.share=0.5", "partition.min-test-size=1"),
                        4,
                        100,
                        40,
                        List.of("local", "base"),
                        withControls),
                // Pachinko draws from one pool, so that another number of training rows goes to each client.
                new Case(
                        "cifar100.yaml",
                        PublicMiniatures::cifar100,
                        List.of("partition.clients=4", "federation.selection.share=0.5"),
                        4,
                        60,
                        20,
                        List.of("local", "base"),
                        withMu),
                // Two training rows in each of three domains; the three rows of the fourth are the test.
                new Case(
                        "office.yaml",
                        PublicMiniatures::officeCaltech10,
                        List.of(),
                        3,
                        6,
                        3,
                        List.of("base"),
                        ofDomains),
                new Case(
                        "office.yaml",
                        PublicMiniatures::domainNet,
                        List.of("data.name=domainnet10", "data.held-out-domain=sketch"),
                        5,
                        10,
                        3,
                        List.of("base"),
                        ofDomains));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void publishedSettings_onAMiniature_runWithTheOptionsOfEveryMethod(Case settings) throws IOException {
        settings.data().make(new PublicMiniatures(folder));

        Path runs = run(settings);

        for (Map.Entry<String, Map<String, Object>> method : settings.methods().entrySet()) {
            Path run = runs.resolve(method.getKey()).resolve("seed-1");
            JsonNode header = JSON.readTree(run.resolve("run.json").toFile());
            JsonNode options = header.at("/method/options");
            method.getValue()
                    .forEach((option, value) -> assertThat(options.path(option).asText())
                            .as("%s of %s", option, method.getKey())
                            .isEqualTo(value.toString()));
            assertThat(header.at("/data/testRows").asInt()).isEqualTo(settings.test());
            List<Integer> rows = new ArrayList<>();
            for (String line : Files.readAllLines(run.resolve("clients.jsonl"))) {
                rows.add(JSON.readTree(line).path("rows").asInt());
            }
            assertThat(rows).hasSize(settings.clients());
            assertThat(rows.stream().mapToInt(Integer::intValue).sum()).isEqualTo(settings.rows());
            JsonNode evaluation =
                    JSON.readTree(run.resolve("result.json").toFile()).path("evaluation");
            assertThat(settings.kinds())
                    .allSatisfy(kind -> assertThat(evaluation.path(kind).isNumber())
                            .as(kind)
                            .isTrue());
        }
        try (Stream<Path> found = Files.list(runs).filter(Files::isDirectory)) {
            assertThat(found.map(path -> path.getFileName().toString()))
                    .as("every method of the file, and no other")
                    .containsExactlyInAnyOrderElementsOf(settings.methods().keySet());
        }
    }

    private Path run(Case settings) {
        Path runs = folder.resolve("runs");
        Path backbone =
                TinyRuns.PARITY.resolve("clip/quick-gelu-fp32").toAbsolutePath().normalize();
        List<String> arguments =
                new ArrayList<>(List.of("run", FILES.resolve(settings.file()).toString(), "--out", runs.toString()));
        List<String> small = List.of(
                "backbone=" + backbone,
                "data.root=" + folder,
                "federation.rounds=1",
                "training.local-epochs=1",
                "training.batch-size=64");
        Stream.concat(small.stream(), settings.changes().stream())
                .forEach(change -> arguments.addAll(List.of("--set", change)));
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);

        int code = Kintsugi.execute(writer, writer, arguments.toArray(String[]::new));

        assertThat(code).as(said.toString()).isZero();
        return runs;
    }

    /** A file that reads a public data set and is in no case would go untested. */
    @Test
    void cases_haveEveryFileOfPublicData() throws IOException {
        List<String> onPublicData = new ArrayList<>();
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.toList()) {
                if (Files.readString(file).contains("kind: public")) {
                    onPublicData.add(file.getFileName().toString());
                }
            }
        }

        assertThat(cases().stream().map(Case::file).distinct()).containsExactlyInAnyOrderElementsOf(onPublicData);
    }
}
