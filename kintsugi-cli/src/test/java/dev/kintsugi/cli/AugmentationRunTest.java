package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.safetensors.ParameterCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on views of the images, from the experiment file to what is learned. */
class AugmentationRunTest {
    private static final String CLIP = "clip/quick-gelu-fp32";

    @TempDir
    Path folder;

    private ParameterSet learned(String name, String more) throws IOException {
        Path run = TinyRuns.train(folder, name, CLIP, "{id: promptfl, context-length: 2}\n" + more);
        Path file = run.resolve("promptfl/seed-1/prompts.safetensors");
        return ParameterCodec.decode(file.toString(), Files.readAllBytes(file)).values();
    }

    /** The made images are squares: their only part with the whole area is the image, which the tower resizes alike. */
    @Test
    void viewsOfTheWholeImage_equalTrainingOnTheImagesBitForBit() throws Exception {
        assertThat(learned("whole", "augmentation: {views: 3, smallest-area: 1, mirrored: 0}"))
                .isEqualTo(learned("none", ""));
    }

    @Test
    void viewsOfParts_giveOtherPromptsAndTheSameOnesAgain() throws Exception {
        ParameterSet first = learned("parts", "augmentation: {views: 3}");

        assertThat(first).isNotEqualTo(learned("none", ""));
        assertThat(learned("again", "augmentation: {views: 3}")).isEqualTo(first);
    }

    @Test
    void methodWithoutViews_isRefusedBeforeAnythingIsTrained() throws Exception {
        Path file = Files.writeString(folder.resolve("refused.yaml"), """
                name: refused
                data: {kind: made, train-rows: 20, test-rows: 10}
                augmentation: {views: 2}
                method: zero-shot
                controls: [fed-prime]
                """);
        StringWriter err = new StringWriter();

        int code = Kintsugi.execute(
                new PrintWriter(new StringWriter(), true),
                new PrintWriter(err, true),
                "run",
                file.toString(),
                "--out",
                folder.resolve("refused").toString());

        assertThat(code).isEqualTo(10);
        assertThat(err.toString()).contains("augmentation: method 'fed-prime' does not train on views");
        assertThat(folder.resolve("refused/zero-shot")).doesNotExist();
    }
}
