package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.safetensors.ParameterCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported, and what is refused. */
class ExportCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();

    private int export(Path run, Path target, String... more) {
        List<String> arguments = new ArrayList<>(List.of("export", run.toString(), "--to", target.toString()));
        arguments.addAll(List.of(more));
        err.getBuffer().setLength(0);
        return Kintsugi.execute(
                new PrintWriter(new StringWriter(), true),
                new PrintWriter(err, true),
                arguments.toArray(String[]::new));
    }

    private static ParameterSet tensors(Path file) throws IOException {
        return ParameterCodec.decode(file.toString(), Files.readAllBytes(file)).values();
    }

    /**
     * "old_bowl" is two words and a full stop; of three vectors one, the smaller half, stands before the name. The full
     * stop of "St." is the third token of the name, and that of the sentence a fourth: this vocabulary joins no two.
     */
    @Test
    void export_ofAContextAroundTheName_saysWhichVectorsStandWhere() throws Exception {
        Path run = TinyRuns.train(
                        folder,
                        "middle",
                        "clip/quick-gelu-fp32",
                        "{id: promptfl, context-length: 3, name-position: middle}")
                .resolve("promptfl/seed-1");
        TinyRuns.change(
                run,
                header -> ((ObjectNode) header.path("data"))
                        .putArray("classes")
                        .add("old_bowl")
                        .add("St."));

        assertThat(export(run, folder.resolve("out"))).as(err.toString()).isEqualTo(0);

        JsonNode context =
                JSON.readTree(folder.resolve("out/config.json").toFile()).path("context");
        assertThat(context.path("vectorsBefore").asInt()).isEqualTo(1);
        assertThat(context.path("sentence").asText())
                .isEqualTo("[start] [first 1 vectors of the context] {class name} [the others] . [end]");
        assertThat(context.path("nameLengths").path(0).asInt())
                .isEqualTo(context.path("classWords").path(0).size() - 1);
        assertThat(context.path("nameLengths").path(1).asInt()).isEqualTo(3);
        assertThat(context.path("classWords").path(1)).hasSize(4);
        assertThat(Files.readString(folder.resolve("out/README.md"))).contains("{class name} [the others]");
    }

    @Test
    void export_twice_givesTheSameBytes() throws Exception {
        Path run = TinyRuns.train(folder, "clip", "clip/quick-gelu-fp32", "{id: promptfl, context-length: 2}");
        assertThat(export(run, folder.resolve("first"))).as(err.toString()).isEqualTo(0);
        Files.createDirectory(folder.resolve("second")); // an empty folder may be there
        assertThat(export(run, folder.resolve("second"))).as(err.toString()).isEqualTo(0);

        for (String file : List.of("prompts.safetensors", "config.json", "README.md")) {
            assertThat(Files.readAllBytes(folder.resolve("second").resolve(file)))
                    .as(file)
                    .isEqualTo(Files.readAllBytes(folder.resolve("first").resolve(file)));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    @Test
    void export_ofAPersonalMethod_holdsTheContextOfTheClient() throws Exception {
        Path run = TinyRuns.train(folder, "clip", "clip/quick-gelu-fp32", "{id: coop-local, context-length: 2}");
        ParameterSet learned = tensors(run.resolve("coop-local/seed-1/prompts.safetensors"));

        assertThat(export(run, folder.resolve("none"))).isEqualTo(10);
        assertThat(err.toString()).contains("choose one with --client NAME: c0000, c0001, c0002");
        assertThat(folder.resolve("none")).doesNotExist();
        assertThat(export(run, folder.resolve("one"), "--client", "c0001")).isEqualTo(0);

        assertThat(tensors(folder.resolve("one/prompts.safetensors")).asMap())
                .isEqualTo(Map.of("prompt.context", learned.get("client/c0001/prompt.context")));
        assertThat(Files.readString(folder.resolve("one/README.md"))).contains("for client c0001");
    }

    /** FedPGP: p_i = p_G + U V. What is exported for a client is p_i, and without a client p_G. */
    @Test
    void export_ofFedPgp_holdsTheSumForAClientAndTheGlobalContextForAll() throws Exception {
        Path run = TinyRuns.train(
                        folder, "clip", "clip/quick-gelu-fp32", "{id: fedpgp, context-length: 2, bottleneck: 1}")
                .resolve("fedpgp/seed-1");
        ParameterSet learned = tensors(run.resolve("prompts.safetensors"));
        FloatArray global = learned.get("prompt.context");

        assertThat(export(run, folder.resolve("all"))).as(err.toString()).isEqualTo(0);
        assertThat(export(run, folder.resolve("one"), "--client", "c0001"))
                .as(err.toString())
                .isEqualTo(0);

        assertThat(tensors(folder.resolve("all/prompts.safetensors")))
                .isEqualTo(ParameterSet.of("prompt.context", global));
        ParameterSet one = tensors(folder.resolve("one/prompts.safetensors"));
        assertThat(one.names()).containsExactly("prompt.context", "prompt.global", "prompt.left", "prompt.right");
        assertThat(one.get("prompt.global")).isEqualTo(global);
        FloatArray left = learned.get("client/c0001/prompt.left");
        FloatArray right = learned.get("client/c0001/prompt.right");
        int width = right.size();
        for (int i = 0; i < global.size(); i++) {
            float sum = global.get(i) + left.get(i / width) * right.get(i % width);
            assertThat(one.get("prompt.context").get(i)).isCloseTo(sum, within(1e-6f));
        }
    }

    @Test
    void export_ofAMethodThatIsMoreThanAContext_saysThatThereIsNoShortWay() throws Exception {
        Path run = TinyRuns.train(folder, "vilt", "vilt/all-patches-fp32", "fed-prime");

        assertThat(export(run, folder.resolve("out"))).as(err.toString()).isEqualTo(0);

        assertThat(JSON.readTree(folder.resolve("out/config.json").toFile()).has("context"))
                .isFalse();
        assertThat(Files.readString(folder.resolve("out/README.md")))
                .contains("`head.weight`")
                .contains("no\nshort way");
    }

    @Test
    void export_intoAFolderThatHoldsSomething_leavesItAlone() throws Exception {
        Path target = Files.createDirectory(folder.resolve("mine"));
        Files.writeString(target.resolve("note.txt"), "mine");

        assertThat(export(folder.resolve("nowhere"), target)).isEqualTo(50);
        assertThat(err.toString()).contains("holds files already; choose another folder with --to");
        assertThat(export(folder.resolve("nowhere"), target.resolve("note.txt")))
                .isEqualTo(50);
        assertThat(err.toString()).contains("is a file; choose a folder with --to");
        assertThat(Files.readString(target.resolve("note.txt"))).isEqualTo("mine");
    }
}
