package dev.kintsugi.core.safetensors;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.WeightsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: 8 bytes little-endian length, JSON, then the raw bytes of the tensors.
 *
 * <p>Reading checks everything that a damaged file can get wrong before any byte of data is touched: the length, the
 * JSON, the element types, that each tensor's bytes fit its shape, lie in the file and do not overlap.
 *
 * @param metadata the free texts under {@code __metadata__}
 * @param entries the tensors by name, in file order
 * @param dataOffset byte of the file at which the data begins
 */
public record SafetensorsHeader(Map<String, String> metadata, Map<String, TensorEntry> entries, long dataOffset) {
    private static final long LONGEST_HEADER = 100_000_000; // the limit of the reference implementation
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Integer> BYTES_PER_ELEMENT = Map.ofEntries(
            Map.entry("F64", 8),
            Map.entry("F32", 4),
            Map.entry("F16", 2),
            Map.entry("BF16", 2),
            Map.entry("I64", 8),
            Map.entry("I32", 4),
            Map.entry("I16", 2),
            Map.entry("I8", 1),
            Map.entry("U8", 1),
            Map.entry("BOOL", 1));

    /**
     * Reads the header of a file.
     *
     * @throws WeightsException if the file is missing, truncated, or not a safetensors file
     */
    public static SafetensorsHeader read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new WeightsException(file + ": there is no such weight file");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            long fileSize = channel.size();
            ByteBuffer prefix = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN);
            readFully(channel, prefix, 0);
            long headerLength = checkedLength(file.toString(), prefix, fileSize);
            ByteBuffer header = ByteBuffer.allocate(Math.toIntExact(headerLength));
            readFully(channel, header, 8);
            return parse(file.toString(), header.array(), fileSize);
        } catch (IOException e) {
            throw new WeightsException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads the header at the start of {@code bytes}; {@code place} names them in errors. */
    static SafetensorsHeader read(String place, byte[] bytes) {
        ByteBuffer prefix = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN);
        prefix.put(bytes, 0, Math.min(9, bytes.length));
        int headerLength = Math.toIntExact(checkedLength(place, prefix, bytes.length));
        byte[] header = new byte[headerLength];
        System.arraycopy(bytes, 8, header, 0, headerLength);
        return parse(place, header, bytes.length);
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long position) throws IOException {
        while (into.hasRemaining() && channel.read(into, position + into.position()) >= 0) {
            // a channel may deliver less than asked for
        }
    }

    private static long checkedLength(String place, ByteBuffer prefix, long size) {
        if (prefix.position() < 8) {
            throw new WeightsException(place + ": is not a safetensors file: it has only " + size + " bytes");
        }
        long length = prefix.getLong(0);
        if (length < 2 || length > LONGEST_HEADER) {
            throw new WeightsException(place + ": is not a safetensors file: its first 8 bytes give a header length of "
                    + Long.toUnsignedString(length) + ", allowed is 2 to " + LONGEST_HEADER);
        }
        if (prefix.position() > 8 && prefix.get(8) != '{') {
            throw new WeightsException(
                    place + ": is not a safetensors file: its ninth byte, where the header begins, is not '{'");
        }
        if (8 + length > size) {
            throw new WeightsException(place + ": is truncated: the header should end at byte " + (8 + length)
                    + ", but the file has " + size + " bytes");
        }
        return length;
    }

    private static SafetensorsHeader parse(String place, byte[] header, long size) {
        JsonNode root;
        try {
            root = JSON.readTree(header);
        } catch (JacksonException e) {
            throw new WeightsException(
                    place + ": is not a safetensors file: its header is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new WeightsException(place + ": header cannot be read: " + e.getMessage(), e);
        }
        if (root == null || !root.isObject()) {
            throw new WeightsException(place + ": is not a safetensors file: its header is not a JSON object");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals("__metadata__")) {
                field.getValue()
                        .properties()
                        .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
            } else {
                entries.put(field.getKey(), entry(place, field.getKey(), field.getValue()));
            }
        }
        SafetensorsHeader parsed = new SafetensorsHeader(metadata, entries, 8 + header.length);
        parsed.checkLayout(place, size);
        return parsed;
    }

    private static TensorEntry entry(String place, String name, JsonNode node) {
        JsonNode offsets = node.path("data_offsets");
        if (!node.path("dtype").isTextual() || !node.path("shape").isArray() || offsets.size() != 2) {
            throw new WeightsException(
                    place + ": tensor '" + name + "' lacks dtype, shape or data_offsets in the header");
        }
        long[] shape = new long[node.path("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = node.path("shape").path(i).asLong(-1);
            if (shape[i] < 0) {
                throw new WeightsException(place + ": tensor '" + name + "' has the dimension "
                        + node.path("shape").path(i) + ", allowed are whole numbers from 0");
            }
        }
        TensorEntry entry = new TensorEntry(
                name,
                node.path("dtype").asText(),
                shape,
                offsets.path(0).asLong(-1),
                offsets.path(1).asLong(-1));
        try {
            Math.multiplyExact(entry.elements(), Double.BYTES);
        } catch (ArithmeticException e) {
            throw new WeightsException(
                    place + ": tensor '" + name + "' has the shape " + Arrays.toString(shape)
                            + ", which is more than a file can hold",
                    e);
        }
        return entry;
    }

    private void checkLayout(String place, long size) {
        List<TensorEntry> ordered = new ArrayList<>(entries.values());
        ordered.sort(Comparator.comparingLong(TensorEntry::begin));
        long previousEnd = 0;
        for (TensorEntry entry : ordered) {
            Integer bytes = BYTES_PER_ELEMENT.get(entry.type());
            if (bytes == null) {
                throw new WeightsException(place + ": tensor '" + entry.name() + "' has the element type '"
                        + entry.type() + "', allowed are "
                        + BYTES_PER_ELEMENT.keySet().stream().sorted().toList());
            }
            if (entry.begin() < previousEnd || entry.end() - entry.begin() != entry.elements() * bytes) {
                throw new WeightsException(
                        place + ": tensor '" + entry.name() + "' claims bytes " + entry.begin() + " to "
                                + entry.end() + ", which overlap another tensor or do not fit its shape ("
                                + entry.elements() * bytes + " bytes)");
            }
            if (entry.end() > size - dataOffset) {
                throw new WeightsException(place + ": is truncated: tensor '" + entry.name() + "' should end at byte "
                        + (dataOffset + entry.end()) + ", but the file has " + size + " bytes");
            }
            previousEnd = entry.end();
        }
    }
}
