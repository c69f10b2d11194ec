package dev.kintsugi.nn.mobilenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.error.ShapeException;
import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A net of a convolution, a depthwise convolution, their sum and the mean, against loops written out here. */
class MobileNetTest {
    private static final int SIZE = 32;
    private static final int HALF = 16;
    private static final int CHANNELS = 2;
    private static final double WEIGHT_SCALE = 0.01;
    private static final double BIAS_SCALE = 0.001;
    private static final int ZERO_POINT = 100;

    private static final String LAYERS = """
            [{"layer":0,"kind":"conv","stride":2,"kernel":3,"pads_tlbr":[0,0,1,1],"activation":"relu6","w_scale":0.01,
              "w_zero_point":100,"b_scale":0.001,"input":0,"output":7},
             {"layer":1,"kind":"depthwise","stride":1,"kernel":3,"pads_tlbr":[1,1,1,1],"activation":"none",
              "w_scale":0.01,"w_zero_point":100,"b_scale":0.001,"input":7,"output":9},
             {"layer":2,"kind":"add","inputs":[9,7],"output":11},
             {"layer":3,"kind":"global_avg_pool","input":11,"output":12}]
            """;

    @TempDir
    Path folder;

    private final byte[] firstWeights = new byte[CHANNELS * 9 * 3]; // [output, row, column, input]
    private final byte[] secondWeights = new byte[9 * CHANNELS]; // [1, row, column, channel]
    private final int[] firstBiases = {300, -200};
    private final int[] secondBiases = {50, 700};

    @Test
    void grid_ofSmallNet_equalsLoops() throws IOException {
        float[] pixels = randomPixels(2);
        try (MobileNet net = MobileNet.read(file(LAYERS));
                PointerScope scope = new PointerScope()) {
            Tensor input = TensorBridge.tensor(pixels, 2, 3, SIZE, SIZE);
            Tensor grid = net.grid(input);
            assertThat(net.width()).isEqualTo(CHANNELS);
            assertThat(grid.shape()).containsExactly(2, HALF * HALF, CHANNELS);
            float[] found = TensorBridge.floats(grid);
            float[] pooled = TensorBridge.floats(net.pooled(input));
            for (int image = 0; image < 2; image++) {
                double[][][] expected = expected(pixels, image);
                double[] sum = new double[CHANNELS];
                for (int at = 0; at < HALF * HALF; at++) {
                    for (int channel = 0; channel < CHANNELS; channel++) {
                        double value = expected[channel][at / HALF][at % HALF];
                        sum[channel] += value;
                        assertThat((double) found[(image * HALF * HALF + at) * CHANNELS + channel])
                                .isCloseTo(value, within(1e-5));
                    }
                }
                for (int channel = 0; channel < CHANNELS; channel++) {
                    assertThat((double) pooled[image * CHANNELS + channel])
                            .isCloseTo(sum[channel] / (HALF * HALF), within(1e-5));
                }
            }
        }
    }

    @Test
    void pooled_ofManyImages_equalsOneByOne() throws IOException {
        int images = 205; // more than the 196 of this size that run at once
        float[] pixels = randomPixels(images);
        try (MobileNet net = MobileNet.read(file(LAYERS));
                PointerScope scope = new PointerScope()) {
            Tensor input = TensorBridge.tensor(pixels, images, 3, SIZE, SIZE);
            float[] together = TensorBridge.floats(net.pooled(input));
            for (int image : new int[] {0, 195, 196, 204}) {
                float[] alone = TensorBridge.floats(net.pooled(input.narrow(0, image, 1)));
                assertThat(together[2 * image]).isCloseTo(alone[0], within(1e-6f));
                assertThat(together[2 * image + 1]).isCloseTo(alone[1], within(1e-6f));
            }
        }
    }

    @Test
    void pooled_outsideAnyScope_outlivesTheCall() throws IOException {
        try (MobileNet net = MobileNet.read(file(LAYERS));
                Tensor input = TensorBridge.tensor(randomPixels(1), 1, 3, SIZE, SIZE);
                Tensor pooled = net.pooled(input)) {
            assertThat(TensorBridge.floats(pooled)).hasSize(CHANNELS);
            assertThat(TensorBridge.floats(input)).isEqualTo(randomPixels(1));
        }
    }

    @Test
    void pooled_ofOddSize_namesTheShape() throws IOException {
        try (MobileNet net = MobileNet.read(file(LAYERS));
                Tensor input = TensorBridge.tensor(new float[3 * 33 * 32], 1, 3, 33, 32)) {
            assertThatThrownBy(() -> net.pooled(input))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("[1, 3, 33, 32]");
        }
    }

    @Test
    void read_ofUnknownKind_namesTheLayer() throws IOException {
        Path file = file(LAYERS.replace("\"add\"", "\"concat\""));
        assertThatThrownBy(() -> MobileNet.read(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("layer 2 is of kind 'concat', allowed are conv, depthwise, add");
    }

    @Test
    void read_ofUnknownInput_namesTheTensor() throws IOException {
        Path file = file(LAYERS.replace("[9,7]", "[9,8]"));
        assertThatThrownBy(() -> MobileNet.read(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("layer 2 reads tensor 8, which no layer before it makes");
    }

    @Test
    void read_ofTruncatedFile_saysSo() throws IOException {
        Path file = file(LAYERS);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
        assertThatThrownBy(() -> MobileNet.read(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("truncated");
    }

    @Test
    void hash_ofOtherWeights_differs() throws IOException {
        String hash;
        try (MobileNet net = MobileNet.read(file(LAYERS))) {
            hash = net.hash();
        }
        firstBiases[0]++;
        try (MobileNet net = MobileNet.read(file(LAYERS))) {
            assertThat(net.hash()).hasSize(64).isNotEqualTo(hash);
        }
    }

    private double[][][] expected(float[] pixels, int image) {
        double[][][] first = new double[CHANNELS][HALF][HALF];
        for (int output = 0; output < CHANNELS; output++) {
            for (int row = 0; row < HALF; row++) {
                for (int column = 0; column < HALF; column++) {
                    double sum = firstBiases[output] * BIAS_SCALE;
                    for (int k = 0; k < 27; k++) {
                        int y = 2 * row + k / 9;
                        int x = 2 * column + k / 3 % 3;
                        if (y < SIZE && x < SIZE) {
                            sum += weight(firstWeights[output * 27 + k])
                                    * pixels[((image * 3 + k % 3) * SIZE + y) * SIZE + x];
                        }
                    }
                    first[output][row][column] = Math.min(Math.max(sum, 0), 6);
                }
            }
        }
        double[][][] result = new double[CHANNELS][HALF][HALF];
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int row = 0; row < HALF; row++) {
                for (int column = 0; column < HALF; column++) {
                    double sum = secondBiases[channel] * BIAS_SCALE + first[channel][row][column];
                    for (int k = 0; k < 9; k++) {
                        int y = row + k / 3 - 1;
                        int x = column + k % 3 - 1;
                        if (y >= 0 && x >= 0 && y < HALF && x < HALF) {
                            sum += weight(secondWeights[k * CHANNELS + channel]) * first[channel][y][x];
                        }
                    }
                    result[channel][row][column] = sum;
                }
            }
        }
        return result;
    }

    private static double weight(byte stored) {
        return ((stored & 255) - ZERO_POINT) * WEIGHT_SCALE;
    }

    private static float[] randomPixels(int images) {
        KeyedRandom random = RandomKey.of(5, "pixels").open();
        float[] pixels = new float[images * 3 * SIZE * SIZE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) (2 * random.nextDouble() - 1);
        }
        return pixels;
    }

    private Path file(String layers) throws IOException {
        KeyedRandom random = RandomKey.of(7, "weights").open();
        for (byte[] weights : List.of(firstWeights, secondWeights)) {
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (byte) random.nextInt(256);
            }
        }
        String header = "{\"__metadata__\":{\"layers\":\""
                + layers.replace("\n", " ").replace("\"", "\\\"")
                + "\"},"
                + "\"layer00.weight\":{\"dtype\":\"U8\",\"shape\":[2,3,3,3],\"data_offsets\":[0,54]},"
                + "\"layer00.bias\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[54,62]},"
                + "\"layer01.weight\":{\"dtype\":\"U8\",\"shape\":[1,3,3,2],\"data_offsets\":[62,80]},"
                + "\"layer01.bias\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[80,88]}}";
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .array());
        out.write(json);
        out.write(firstWeights);
        out.write(integers(firstBiases));
        out.write(secondWeights);
        out.write(integers(secondBiases));
        return Files.write(folder.resolve("net.safetensors"), out.toByteArray());
    }

    private static byte[] integers(int[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            buffer.putInt(value);
        }
        return buffer.array();
    }
}
