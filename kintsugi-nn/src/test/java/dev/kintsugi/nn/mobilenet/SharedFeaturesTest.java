package dev.kintsugi.nn.mobilenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.nn.image.ImageDecoder;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Compares with features of the same weights that came with the data sets, computed by other software. */
class SharedFeaturesTest {
    private static final double STEP = 0.023528477177023888; // real value of one step of the given features
    private static final int WIDTH = 1280;
    private static final int IMAGES = 24;

    @Test
    void pooled_ofClothes_equalsGivenFeaturesWithinTheirQuantisation() throws IOException {
        Path folder = sharedData().resolve("clothing_small");
        assumeThat(folder).as("the data set clothing_small is missing").exists();
        List<String> lines = Files.readAllLines(folder.resolve("data.csv"));
        check(folder, lines.stream().skip(1).map(line -> line.split(",", 2)[0]).toList());
    }

    @Test
    void pooled_ofProducts_equalsGivenFeaturesWithinTheirQuantisation() throws IOException {
        Path folder = sharedData().resolve("fashion_products");
        assumeThat(folder).as("the data set fashion_products is missing").exists();
        List<String> images = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("data.jsonl"))) {
            images.add(new ObjectMapper().readTree(line).path("image").asText());
        }
        check(folder, images);
    }

    @Test
    void read_ofVersionOne_givesItsWidthAndGrid() {
        Path weights = sharedData().resolve("weights_small/mobilenet_v1_1.0_224_q8.safetensors");
        assumeThat(weights).as("the weights of MobileNetV1 are missing").exists();
        try (MobileNet net = MobileNet.read(weights);
                PointerScope scope = new PointerScope()) {
            assertThat(net.width()).isEqualTo(1024);
            Tensor grid = net.grid(TensorBridge.tensor(new float[3 * 128 * 128], 1, 3, 128, 128));
            assertThat(grid.shape()).containsExactly(1, 16, 1024); // 128 / 32 = 4 places to each side
            float[] values = TensorBridge.floats(grid);
            for (float value : values) {
                assertThat(value).isBetween(0f, 6f); // ReLU6
            }
        }
    }

    private static void check(Path folder, List<String> images) throws IOException {
        Path weights = sharedData().resolve("weights_small/mobilenet_v2_1.0_224_q8.safetensors");
        assumeThat(weights).as("the weights of MobileNetV2 are missing").exists();
        byte[] given = Files.readAllBytes(folder.resolve("features_mobilenetv2_u8.npy"));
        int header = given.length - images.size() * WIDTH;
        double largest = 0;
        int equalWhenRounded = 0;
        try (MobileNet net = MobileNet.read(weights)) {
            assertThat(net.width()).isEqualTo(WIDTH);
            ImageTransform transform = net.transform(MobileNet.TRAINED_SIZE);
            float[] pixels = new float[3 * transform.height() * transform.width()];
            for (int i = 0; i < IMAGES; i++) {
                int row = i * images.size() / IMAGES;
                transform.apply(ImageDecoder.decode(folder.resolve(images.get(row))), pixels, 0);
                float[] features;
                try (PointerScope scope = new PointerScope()) {
                    Tensor batch = TensorBridge.tensor(pixels, 1, 3, transform.height(), transform.width());
                    features = TensorBridge.floats(net.pooled(batch));
                }
                for (int j = 0; j < WIDTH; j++) {
                    int expected = given[header + row * WIDTH + j] & 255;
                    largest = Math.max(largest, Math.abs(features[j] / STEP - expected));
                    equalWhenRounded += Math.rint(features[j] / STEP) == expected ? 1 : 0;
                }
            }
        }
        // Rounding to whole steps moves a value by at most half a step; 0.001 is for floats summed in another order.
        assertThat(largest).isLessThan(0.501);
        assertThat(equalWhenRounded / (double) (IMAGES * WIDTH)).isGreaterThan(0.999);
    }

    private static Path sharedData() {
        String named = System.getenv("KINTSUGI_DATA");
        return named != null
                ? Path.of(named)
                : Path.of(System.getProperty("kintsugi.repository", "."), "..", "shared", "data");
    }
}
