package dev.kintsugi.nn.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ShapeException;
import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.nn.parity.Fixtures;
import dev.kintsugi.nn.parity.ReferenceTensors;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedWeightsTest {
    private static final Path REAL = Fixtures.clip("quick-gelu-fp32").resolve("model.safetensors");

    @TempDir
    Path folder;

    @Test
    void read_fileOf32Bits_givesItsBits() {
        ReferenceTensors expected = ReferenceTensors.read(REAL);
        try (Weights weights = MappedWeights.read(WeightFiles.single(REAL))) {
            // every tensor but the two position_ids
            assertThat(weights.names()).hasSize(expected.header().entries().size() - 2);
            for (String name : weights.names()) {
                Tensor tensor = weights.get(name, expected.shape(name));
                assertThat(TensorBridge.floats(tensor)).as(name).containsExactly(expected.floats(name));
            }
        }
    }

    @Test
    void read_insideAScope_outlivesTheScope() {
        Weights weights;
        try (PointerScope scope = new PointerScope()) {
            weights = MappedWeights.read(WeightFiles.single(REAL));
        }
        try (weights) {
            assertThat(TensorBridge.floats(weights.get("logit_scale"))).containsExactly(4.6052f);
        }
    }

    @Test
    void read_valuesOf16Bits_areConvertedExactly() throws IOException {
        // 0x3C00 = 1, 0xC180 = -2.75, 0x0001 = 2^-24 as F16; 0x3F80 = 1, 0xC030 = -2.75, 0x0001 = 2^-133 as BF16
        Path file = write(
                "{\"h\":{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[0,6]},"
                        + "\"b\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[6,12]}}",
                new int[] {0x00, 0x3C, 0x80, 0xC1, 0x01, 0x00, 0x80, 0x3F, 0x30, 0xC0, 0x01, 0x00});

        try (Weights weights = MappedWeights.read(WeightFiles.single(file))) {
            assertThat(TensorBridge.floats(weights.get("h", 3)))
                    .containsExactly(1f, -2.75f, (float) Math.scalb(1.0, -24));
            assertThat(TensorBridge.floats(weights.get("b", 3)))
                    .containsExactly(1f, -2.75f, (float) Math.scalb(1.0, -133));
        }
    }

    @Test
    void read_dataThatIsNotAligned_isReadAllTheSame() throws IOException {
        String header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        for (int padding = 0; padding < 4; padding++) {
            // 0x40490FDB = 3.1415927
            Path file = write(header + " ".repeat(padding), new int[] {0xDB, 0x0F, 0x49, 0x40});
            try (Weights weights = MappedWeights.read(WeightFiles.single(file))) {
                assertThat(TensorBridge.floats(weights.get("x", 1))).containsExactly((float) Math.PI);
            }
        }
    }

    @Test
    void read_writingIntoATensor_leavesTheFileAlone() throws IOException {
        Path copy = Files.copy(REAL, folder.resolve("model.safetensors"));
        try (Weights weights = MappedWeights.read(WeightFiles.single(copy));
                PointerScope scope = new PointerScope()) {
            weights.get("logit_scale").fill_(new Scalar(7.0));
        }

        assertThat(copy).hasSameBinaryContentAs(REAL);
    }

    @Test
    void read_missingFile_isNamed() {
        Path file = folder.resolve("absent.safetensors");

        assertFails(WeightFiles.single(file), file + ": there is no such weight file");
    }

    @Test
    void read_truncatedFile_namesTensorAndLengths() throws IOException {
        for (long kept : new long[] {Files.size(REAL) - 1, Files.size(REAL) / 2}) {
            Path copy =
                    Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(Files.readAllBytes(REAL), (int) kept));

            assertThatThrownBy(() -> MappedWeights.read(WeightFiles.single(copy)))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageStartingWith(copy + ": is truncated: tensor '")
                    .hasMessageEndingWith("but the file has " + kept + " bytes");
        }
    }

    @Test
    void read_fileCutInItsHeader_saysWhereTheHeaderEnds() throws IOException {
        Path copy = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(Files.readAllBytes(REAL), 100));

        assertThatThrownBy(() -> MappedWeights.read(WeightFiles.single(copy)))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(copy + ": is truncated: the header should end at byte ")
                .hasMessageEndingWith("but the file has 100 bytes");
    }

    @Test
    void read_fileOfAFewBytes_isNotSafetensors() throws IOException {
        Path file = Files.write(folder.resolve("few"), new byte[] {1, 2, 3});

        assertFails(WeightFiles.single(file), file + ": is not a safetensors file: it has only 3 bytes");
    }

    @Test
    void read_pickleOrHtml_isNotSafetensors() throws IOException {
        // a pickled checkpoint is a zip archive; a failed download is often a page
        for (String text : new String[] {"PK\003\004\000\000\000\000 a zip archive", "<!DOCTYPE html><html></html>"}) {
            Path file = Files.writeString(folder.resolve("other"), text);

            assertThatThrownBy(() -> MappedWeights.read(WeightFiles.single(file)))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageStartingWith(file + ": is not a safetensors file: its ");
        }
    }

    @Test
    void read_headerThatIsNotJson_isNotSafetensors() throws IOException {
        Path file = write("{\"x\":{\"dtype\"", new int[0]);

        assertThatThrownBy(() -> MappedWeights.read(WeightFiles.single(file)))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(file + ": is not a safetensors file: its header is not JSON");
    }

    @Test
    void read_overlappingTensors_namesOne() throws IOException {
        Path file = write(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                new int[8]);

        assertFails(
                WeightFiles.single(file),
                file + ": tensor 'b' claims bytes 4 to 8, which overlap another tensor or do not fit its shape "
                        + "(4 bytes)");
    }

    @Test
    void read_offsetsOutsideTheFile_areRefused() throws IOException {
        Path beyond = write("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", new int[8]);
        assertThatThrownBy(() -> MappedWeights.read(WeightFiles.single(beyond)))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(beyond + ": is truncated: tensor 'a' should end at byte ");

        Path before = write("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}", new int[8]);
        assertThatThrownBy(() -> MappedWeights.read(WeightFiles.single(before)))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(before + ": tensor 'a' claims bytes -8 to 0");
    }

    @Test
    void read_shapeThatOverflows_isRefused() throws IOException {
        Path file = write(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", new int[8]);

        assertThatThrownBy(() -> MappedWeights.read(WeightFiles.single(file)))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(file + ": tensor 'a'");
    }

    @Test
    void read_typeThatIsNotAFloat_isRefused() throws IOException {
        Path file = write("{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", new int[8]);

        assertFails(
                WeightFiles.single(file),
                file + ": tensor 'a' has the element type 'I64', allowed are [BF16, F16, F32]");
    }

    @Test
    void read_typeThatNobodyKnows_isRefused() throws IOException {
        Path file = write("{\"a\":{\"dtype\":\"F7\",\"shape\":[1],\"data_offsets\":[0,8]}}", new int[8]);

        assertThatThrownBy(() -> MappedWeights.read(WeightFiles.single(file)))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(file + ": tensor 'a' has the element type 'F7', allowed are [");
    }

    @Test
    void get_missingTensorAndOtherShape_areNamed() {
        try (Weights weights = MappedWeights.read(WeightFiles.single(REAL))) {
            assertThatThrownBy(() -> weights.get("visual.bias", 4))
                    .isInstanceOf(WeightsException.class)
                    .hasMessage(REAL + ": tensor 'visual.bias' is missing; expected one of shape [4]");
            assertThatThrownBy(() -> weights.get("text_projection.weight", 24, 33))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage(REAL + ": tensor 'text_projection.weight' has shape [24, 32], expected [24, 33]");
        }
    }

    private Path write(String header, int[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        for (int value : data) {
            bytes.put((byte) value);
        }
        return Files.write(folder.resolve("made.safetensors"), bytes.array());
    }

    private static void assertFails(WeightFiles files, String message) {
        assertThatThrownBy(() -> MappedWeights.read(files))
                .isInstanceOf(WeightsException.class)
                .hasMessage(message);
    }
}
