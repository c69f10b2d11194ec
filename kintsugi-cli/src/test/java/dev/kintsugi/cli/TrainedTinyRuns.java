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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Trained runs on a tiny CLIP and a tiny ViLT, and photos to ask them about. */
abstract class TrainedTinyRuns {
    static final Path IMAGES = TinyRuns.IMAGES;
    static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path shared;

    /** Run folders of promptfl, coop-local, fedpgp and, on a ViLT, fed-prime; none of the tests changes them. */
    static Path promptfl;

    static Path coopLocal;
    static Path fedPgp;
    static Path fedPrime;

    @TempDir
    Path folder;

    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    @BeforeAll
    static void train() throws IOException {
        Path onClip = TinyRuns.train(
                shared,
                "clip",
                "clip/quick-gelu-fp32",
                "{id: promptfl, context-length: 2}\ncontrols: [coop-local, fedpgp]");
        promptfl = onClip.resolve("promptfl/seed-1");
        coopLocal = onClip.resolve("coop-local/seed-1");
        fedPgp = onClip.resolve("fedpgp/seed-1");
        fedPrime = TinyRuns.train(shared, "vilt", "vilt/all-patches-fp32", "fed-prime")
                .resolve("fed-prime/seed-1");
    }

    int predict(Path run, Object... more) {
        List<String> arguments = new ArrayList<>(List.of("predict", run.toString()));
        Stream.of(more).map(Object::toString).forEach(arguments::add);
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Kintsugi.execute(
                new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
    }

    JsonNode json(Path run, Object... more) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of("--format", "json"));
        assertThat(predict(run, arguments.toArray())).as(err.toString()).isEqualTo(0);
        return JSON.readTree(out.toString());
    }

    Path photos() throws IOException {
        Path photos = Files.createDirectories(folder.resolve("photos/b"));
        Files.copy(IMAGES.resolve("landscape.png"), photos.resolve("z.png"));
        Files.copy(IMAGES.resolve("portrait.png"), folder.resolve("photos/c.PNG"));
        Files.copy(IMAGES.resolve("grey.jpg"), folder.resolve("photos/a.jpg"));
        Files.writeString(folder.resolve("photos/notes.txt"), "no image");
        Files.writeString(folder.resolve("photos/.hidden.png"), "no image");
        return folder.resolve("photos");
    }
}
