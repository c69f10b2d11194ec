package dev.kintsugi.core.safetensors;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes parameter sets as safetensors bytes and reads them back, bit for bit.
 *
 * <p>The bytes depend only on the values and the metadata: names are sorted and the header is padded to a multiple of
 * 8, so that equal sets give equal bytes on every machine.
 */
public final class ParameterCodec {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ParameterCodec() {}

    /**
     * What a file held.
     *
     * @param values the parameters
     * @param metadata the free texts that were written with them
     */
    public record Decoded(ParameterSet values, Map<String, String> metadata) {}

    /** Returns the safetensors form of {@code values}, as F32. */
    public static byte[] encode(ParameterSet values, Map<String, String> metadata) {
        byte[] json = header(values, metadata);
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(8 + json.length + 4 * values.size()))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        for (FloatArray array : values.asMap().values()) {
            for (int i = 0; i < array.size(); i++) {
                bytes.putFloat(array.get(i));
            }
        }
        return bytes.array();
    }

    /** Returns the number of bytes of {@link #encode} without making them. */
    public static long size(ParameterSet values, Map<String, String> metadata) {
        return 8L + header(values, metadata).length + 4 * values.size();
    }

    /** Returns the JSON header, padded by blanks to a multiple of 8 bytes. */
    private static byte[] header(ParameterSet values, Map<String, String> metadata) {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = header.putObject("__metadata__");
            new TreeMap<>(metadata).forEach(texts::put);
        }
        long offset = 0;
        for (Map.Entry<String, FloatArray> entry : values.asMap().entrySet()) {
            ObjectNode node = header.putObject(entry.getKey());
            node.put("dtype", "F32");
            ArrayNode shape = node.putArray("shape");
            Arrays.stream(entry.getValue().shape()).forEach(shape::add);
            long end = offset + 4L * entry.getValue().size();
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    /**
     * Reads what {@link #encode} wrote, or any safetensors file of F32 tensors.
     *
     * @param place names the bytes in errors
     * @throws WeightsException if the bytes are truncated or not of that form
     */
    public static Decoded decode(String place, byte[] bytes) {
        SafetensorsHeader header = SafetensorsHeader.read(place, bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, FloatArray> values = new LinkedHashMap<>();
        for (TensorEntry entry : header.entries().values()) {
            if (!entry.type().equals("F32")) {
                throw new WeightsException(place + ": tensor '" + entry.name() + "' has the element type '"
                        + entry.type() + "', allowed is F32");
            }
            float[] array = new float[Math.toIntExact(entry.elements())];
            int start = Math.toIntExact(header.dataOffset() + entry.begin());
            for (int i = 0; i < array.length; i++) {
                array[i] = buffer.getFloat(start + 4 * i);
            }
            values.put(entry.name(), FloatArray.owning(entry.shape(), array));
        }
        return new Decoded(ParameterSet.of(values), header.metadata());
    }

    /** Returns a map as JSON text, sorted by key, for use as metadata. */
    public static String json(Map<String, ?> map) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(map));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
