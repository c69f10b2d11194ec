package dev.kintsugi.nn.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.FeatureKind.Cut;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.backbone.TransformedImages;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.layer.Activation;
import dev.kintsugi.nn.lit.LitFolder;
import dev.kintsugi.nn.mobilenet.MobileNet;
import dev.kintsugi.nn.safetensors.WeightsWriter;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.text.TrainedWordPieces;
import dev.kintsugi.nn.text.WordPieceTraining;
import dev.kintsugi.nn.vilt.GridViltFolder;
import dev.kintsugi.nn.vilt.GridViltModel;
import dev.kintsugi.nn.vilt.ViltConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridViltFolderTest {
    private static final String FILE = "weights_small/mobilenet_v2_1.0_224_q8.safetensors";
    private static final int CHANNELS = 1280;
    private static final int PLACES = 4; // 64 pixels, 32 each

    @TempDir
    private Path folder;

    private final TrainedWordPieces vocabulary = WordPieceTraining.learn(List.of("a shirt", "a shoe"), 40);

    /** The features of one image. */
    private record Single(float[] values) implements FeatureTable {
        @Override
        public int rows() {
            return 1;
        }

        @Override
        public int width() {
            return values.length;
        }

        @Override
        public void copyRow(int row, float[] into, int offset) {
            System.arraycopy(values, 0, into, offset, values.length);
        }
    }

    private TrainableVilt model() {
        return TrainableVilt.ofGrid(
                new ViltConfig(vocabulary.size(), 1, 2, 6, 16, 1, 2, 32, Activation.GELU, 1e-12, 1, 1, -1),
                CHANNELS,
                PLACES,
                0,
                1);
    }

    @Test
    void open_withoutTheMobileNet_saysWhichFileIsMissing() {
        try (TrainableVilt model = model()) {
            GridImages images =
                    GridImages.of(new Single(new float[PLACES * CHANNELS]), new float[PLACES * CHANNELS], PLACES);
            LitFolder.Vision vision = new LitFolder.Vision(FILE, "00", 64, 0, 0, 0);
            ModelFolders.write(folder, model, images, vision, vocabulary, WeightsWriter.Precision.HALF);
        }
        assertThatThrownBy(() -> GridViltFolder.open(folder, folder.resolve("nowhere")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("the frozen image tower is not at hand")
                .hasMessageContaining(FILE);
    }

    @Test
    void open_withTheMobileNet_embedsWhatTheTrainingSaw() {
        Path root = Path.of(System.getProperty("kintsugi.repository", "."), "../shared/data");
        Assumptions.assumeTrue(Files.isRegularFile(root.resolve(FILE)), "../shared/data/" + FILE + " is not there");
        try (MobileNet net = MobileNet.read(root.resolve(FILE));
                TrainableVilt model = model();
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            LitFolder.Vision vision = new LitFolder.Vision(FILE, net.hash(), 64, 0, 60, 80);
            ImageTransform transform = vision.transform(net);
            TransformedImages encoder = new TransformedImages(transform, net::grid, PLACES * CHANNELS);
            float[] grid = encoder.encode(List.of(TinyTraining.image(3)));
            float[] white = encoder.encode(List.of(GridViltModel.white(transform)));
            GridImages images = GridImages.of(new Single(grid), white, PLACES);
            ModelFolders.write(folder, model, images, vision, vocabulary, WeightsWriter.Precision.SINGLE);
            float[] image = TensorBridge.floats(model.embedImages(images.images(new int[] {0})));
            float[] blank = TensorBridge.floats(model.embedImages(images.blank()));

            try (GridViltModel opened = GridViltFolder.open(folder, root)) {
                float[] row = opened.imageEncoder(Cut.TOKENS).orElseThrow().encode(List.of(TinyTraining.image(3)));
                assertThat(opened.tokens(Modality.IMAGE)).isEqualTo(1 + PLACES);
                assertThat(opened.tokens(Modality.TEXT)).isEqualTo(6);
                assertThat(row).hasSize(5 * 16 + 5);
                float[] hole = opened.fill(Modality.IMAGE);
                for (int i = 0; i < image.length; i++) {
                    // Folding mean and deviation into the matrix changes the order of the sums.
                    assertThat(row[i]).isCloseTo(image[i], within(2e-3f));
                    assertThat(hole[i]).isCloseTo(blank[i], within(2e-2f));
                }
                assertThat(opened.fill(Modality.TEXT))
                        .isEqualTo(opened.textEncoder(Cut.TOKENS).orElseThrow().encode(List.of("")));
                assertThatThrownBy(() -> opened.tokens(new Modality("audio"))).isInstanceOf(ConfigException.class);
            }
        }
    }
}
