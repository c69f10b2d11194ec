package dev.kintsugi.nn.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.clip.ClipFolder;
import dev.kintsugi.nn.prompt.ClassTexts;
import dev.kintsugi.nn.prompt.CosineScores;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.vilt.ViltFolder;
import dev.kintsugi.nn.vilt.ViltModel;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedModelsTest {
    private static final long LARGEST_BYTES = 8L << 20;
    private static final List<String> COLOURS = List.of("red", "green", "blue", "yellow");
    private static final List<Color> PAINTS =
            List.of(new Color(214, 40, 40), new Color(40, 150, 60), new Color(34, 70, 205), new Color(245, 215, 50));

    @TempDir
    private Path root;

    @Test
    void folder_unpackedTwice_keepsTheFilesOfTheFirstTime() throws IOException {
        ShippedModels models = new ShippedModels(root);
        Path folder = models.folder("made-small");
        Path weights = folder.resolve("model.safetensors");
        FileTime written = Files.getLastModifiedTime(weights);

        assertThat(Files.size(weights)).isLessThanOrEqualTo(LARGEST_BYTES);
        assertThat(models.folder("made-small")).isEqualTo(folder);
        assertThat(Files.getLastModifiedTime(weights)).isEqualTo(written);
    }

    @Test
    void folder_damagedFile_isUnpackedAgain() throws IOException {
        ShippedModels models = new ShippedModels(root);
        Path config = models.folder("made-small").resolve("config.json");
        byte[] whole = Files.readAllBytes(config);
        Files.writeString(config, "{");

        models.folder("made-small");

        assertThat(config).hasBinaryContent(whole);
    }

    @Test
    void folder_unknownId_namesTheKnownOnes() {
        assertThatThrownBy(() -> new ShippedModels(root).folder("made-large"))
                .isInstanceOf(ModelException.class)
                .hasMessage("there is no shipped model 'made-large'; there is [made-small, made-vilt]");
    }

    @Test
    void vilt_unpacked_opensWithFewTokens() throws IOException {
        Path folder = new ShippedModels(root).folder("made-vilt");
        assertThat(Files.size(folder.resolve("model.safetensors"))).isLessThanOrEqualTo(LARGEST_BYTES);
        try (ViltModel model = ViltFolder.open(folder)) {
            assertThat(model.tokens(Modality.IMAGE))
                    .as("class token and 4 x 4 patches")
                    .isEqualTo(17);
            assertThat(model.tokens(Modality.TEXT)).isEqualTo(24);
        }
    }

    @Test
    void model_plainDiscs_areToldApartByColour() {
        try (TwoTower model = ClipFolder.open(new ShippedModels(root).folder("made-small"));
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor texts = CosineScores.normalised(ClassTexts.encode(
                    model,
                    COLOURS.stream()
                            .map(colour -> "a photo of a " + colour + " shape.")
                            .toList()));
            int side = model.image().transform().height();
            float[] pixels = new float[PAINTS.size() * 3 * side * side];
            for (int i = 0; i < PAINTS.size(); i++) {
                model.image().transform().apply(disc(PAINTS.get(i), side), pixels, i * 3 * side * side);
            }
            Tensor images = model.image().encode(TensorBridge.tensor(pixels, PAINTS.size(), 3, side, side));
            float[] scores = TensorBridge.floats(CosineScores.normalised(images).mm(texts.transpose(0, 1)));
            for (int i = 0; i < COLOURS.size(); i++) {
                for (int j = 0; j < COLOURS.size(); j++) {
                    if (i != j) {
                        assertThat(scores[i * COLOURS.size() + i])
                                .as("a %s disc said to be %s", COLOURS.get(i), COLOURS.get(j))
                                .isGreaterThan(scores[i * COLOURS.size() + j]);
                    }
                }
            }
        }
    }

    private static BufferedImage disc(Color colour, int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(240, 238, 232));
        graphics.fillRect(0, 0, side, side);
        graphics.setColor(colour);
        graphics.fillOval(side / 4, side / 4, side / 2, side / 2);
        graphics.dispose();
        return image;
    }
}
