package dev.kintsugi.core.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterCodecTest {
    private static final ParameterSet VALUES = ParameterSet.of(new TreeMap<>(Map.of(
            "b.ünï", FloatArray.copyOf(new long[] {2, 2}, new float[] {1, -0f, Float.MIN_VALUE, Float.MAX_VALUE}),
            "a", FloatArray.copyOf(new long[] {}, new float[] {3}),
            "empty", FloatArray.zeros(0, 4))));

    @TempDir
    Path folder;

    @Test
    void decode_ofEncodedValues_givesTheSameBits() {
        ParameterCodec.Decoded decoded =
                ParameterCodec.decode("test", ParameterCodec.encode(VALUES, Map.of("k", "v\"\n")));

        assertThat(decoded.values()).isEqualTo(VALUES);
        assertThat(decoded.metadata()).isEqualTo(Map.of("k", "v\"\n"));
    }

    @Test
    void size_ofValues_isTheLengthOfTheirBytes() {
        Map<String, String> metadata = Map.of("a", "b");

        assertThat(ParameterCodec.size(VALUES, metadata)).isEqualTo(ParameterCodec.encode(VALUES, metadata).length);
    }

    @Test
    void task_throughItsBytes_isTheSame() {
        ClientTask task = new ClientTask(3, 9, "client/with \"signs\" é", Long.MIN_VALUE, VALUES);

        assertThat(WireFormat.decodeTask(WireFormat.encode(task))).isEqualTo(task);
        assertThat(WireFormat.size(task)).isEqualTo(WireFormat.encode(task).length);
    }

    @Test
    void update_throughItsBytes_keepsEveryBitOfItsMetrics() {
        ClientUpdate update = new ClientUpdate(
                3, "c", 17, VALUES, Map.of("loss", 0.1 + 0.2, "nan", Double.NaN, "tiny", Double.MIN_VALUE));

        assertThat(WireFormat.decodeUpdate(WireFormat.encode(update))).isEqualTo(update);
    }

    @Test
    void decode_ofEveryTruncation_isAnErrorThatNamesThePlace() {
        byte[] whole = ParameterCodec.encode(VALUES, Map.of());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ParameterCodec.decode("update of c1", cut))
                    .as("length %d", length)
                    .isInstanceOf(WeightsException.class)
                    .hasMessageStartingWith("update of c1: ");
        }
    }

    private static byte[] file(String header) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + 16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,12]}} | do not fit its shape (16 bytes)",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[40],\"data_offsets\":[0,160]}} | is truncated: tensor 'x'",
                "{\"x\":{\"dtype\":\"F31\",\"shape\":[4],\"data_offsets\":[0,16]}} | has the element type 'F31', allowed are [BF16",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[-4],\"data_offsets\":[0,16]}} | has the dimension -4",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"y\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}} | overlap another tensor",
                "{\"x\":{\"dtype\":\"F32\"}} | lacks dtype, shape or data_offsets",
                "[1, 2] | where the header begins, is not '{'",
                "{\"x\": | its header is not JSON"
            })
    void header_withOneFault_isAnErrorThatSaysWhich(String header, String expected) throws Exception {
        Path file = Files.write(folder.resolve("model.safetensors"), file(header));

        assertThatThrownBy(() -> SafetensorsHeader.read(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("model.safetensors: ")
                .hasMessageContaining(expected);
    }

    @Test
    void header_ofAMissingFile_isAnErrorThatNamesIt() {
        assertThatThrownBy(() -> SafetensorsHeader.read(folder.resolve("gone.safetensors")))
                .isInstanceOf(WeightsException.class)
                .hasMessageEndingWith("gone.safetensors: there is no such weight file");
    }

    @Test
    void header_ofAnHtmlPage_saysThatItIsNoSafetensors() throws Exception {
        Path page = Files.writeString(folder.resolve("x.safetensors"), "<html>Access denied to this repository</html>");

        assertThatThrownBy(() -> SafetensorsHeader.read(page))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("is not a safetensors file: its first 8 bytes give a header length of");
    }
}
