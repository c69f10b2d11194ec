package dev.kintsugi.nn.safetensors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.error.StorageException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Writes tensors as a safetensors file whose bytes depend on names and values alone. */
public final class WeightsWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private WeightsWriter() {}

    /** The element type in the file. */
    public enum Precision {
        /** 32-bit floats. */
        SINGLE("F32", ScalarType.Float, 4),
        /** IEEE 16-bit floats, rounded to nearest. */
        HALF("F16", ScalarType.Half, 2);

        private final String name;
        private final ScalarType type;
        private final int bytes;

        Precision(String name, ScalarType type, int bytes) {
            this.name = name;
            this.type = type;
            this.bytes = bytes;
        }
    }

    /**
     * Writes the file.
     *
     * @throws StorageException if it cannot be written
     */
    public static void write(Path file, Map<String, Tensor> tensors, Precision precision) {
        TreeMap<String, Tensor> sorted = new TreeMap<>(tensors);
        byte[] header = header(sorted, precision);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            out.write(length.putLong(header.length).array());
            out.write(header);
            for (Tensor tensor : sorted.values()) {
                out.write(bytes(tensor, precision));
            }
        } catch (IOException e) {
            throw new StorageException(file + ": the weights cannot be written: " + e, e);
        }
    }

    private static byte[] header(Map<String, Tensor> tensors, Precision precision) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("__metadata__").put("format", "pt"); // transformers asks for it
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            ObjectNode node = root.putObject(entry.getKey()).put("dtype", precision.name);
            ArrayNode shape = node.putArray("shape");
            Arrays.stream(entry.getValue().shape()).forEach(shape::add);
            long end = offset + precision.bytes * entry.getValue().numel();
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    private static byte[] bytes(Tensor tensor, Precision precision) {
        try (PointerScope scope = new PointerScope()) {
            Tensor plain = tensor.detach().to(precision.type).contiguous();
            byte[] bytes = new byte[Math.toIntExact(precision.bytes * plain.numel())];
            new BytePointer(plain.data_ptr()).get(bytes);
            return bytes;
        }
    }
}
