package dev.kintsugi.nn.mobilenet;

import dev.kintsugi.core.error.ShapeException;
import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.core.safetensors.SafetensorsHeader;
import dev.kintsugi.core.safetensors.TensorEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors file of 8-bit weights ({@code layerNN.weight}, U8) and 32-bit biases ({@code layerNN.bias}, I32) whose
 * metadata key {@code layers} describes the graph.
 */
final class QuantisedFile {
    private final String place;
    private final SafetensorsHeader header;
    private final byte[] bytes;

    QuantisedFile(Path file) {
        this.place = file.toString();
        this.header = SafetensorsHeader.read(file);
        try {
            this.bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new WeightsException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the SHA-256 of the file, hexadecimal. */
    String hash() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    List<LayerSpec> layers() {
        @Nullable String layers = header.metadata().get("layers");
        if (layers == null) {
            throw new WeightsException(place + ": has no metadata 'layers', so the order of its layers is unknown");
        }
        return LayerSpec.parse(place, layers);
    }

    /** Returns the number of channels that a convolution makes. */
    int outputChannels(LayerSpec.Convolution layer) {
        long[] shape = entry(layer, "weight", "U8").shape();
        return shape.length == 4 ? (int) shape[layer.depthwise() ? 3 : 0] : 0;
    }

    /**
     * Returns the real weights of a convolution in libtorch's order, {@code [outputs, inputs per group, kernel,
     * kernel]}.
     *
     * @param inputs number of channels that the layer reads
     */
    float[] weights(LayerSpec.Convolution layer, int inputs) {
        TensorEntry entry = entry(layer, "weight", "U8");
        int outputs = outputChannels(layer);
        int kernel = layer.kernel();
        long[] expected = layer.depthwise()
                ? new long[] {1, kernel, kernel, inputs}
                : new long[] {Math.max(outputs, 1), kernel, kernel, inputs};
        if (!Arrays.equals(entry.shape(), expected)) {
            throw new ShapeException(place, entry.name(), expected, entry.shape());
        }
        int groupInputs = layer.depthwise() ? 1 : inputs;
        int area = kernel * kernel;
        int start = Math.toIntExact(header.dataOffset() + entry.begin());
        float scale = (float) layer.weightScale();
        float[] weights = new float[outputs * groupInputs * area];
        for (int output = 0; output < outputs; output++) {
            for (int at = 0; at < area; at++) {
                for (int input = 0; input < groupInputs; input++) {
                    int stored = layer.depthwise() ? at * outputs + output : (output * area + at) * inputs + input;
                    weights[(output * groupInputs + input) * area + at] =
                            ((bytes[start + stored] & 255) - layer.weightZeroPoint()) * scale;
                }
            }
        }
        return weights;
    }

    /** Returns the real biases of a convolution, {@code [outputs]}. */
    float[] biases(LayerSpec.Convolution layer) {
        TensorEntry entry = entry(layer, "bias", "I32");
        int outputs = outputChannels(layer);
        if (!Arrays.equals(entry.shape(), new long[] {outputs})) {
            throw new ShapeException(place, entry.name(), new long[] {outputs}, entry.shape());
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int start = Math.toIntExact(header.dataOffset() + entry.begin());
        float[] biases = new float[outputs];
        for (int i = 0; i < outputs; i++) {
            biases[i] = (float) (buffer.getInt(start + 4 * i) * layer.biasScale());
        }
        return biases;
    }

    private TensorEntry entry(LayerSpec.Convolution layer, String part, String type) {
        String name = "layer%02d.%s".formatted(layer.index(), part);
        @Nullable TensorEntry entry = header.entries().get(name);
        if (entry == null || !entry.type().equals(type)) {
            throw new WeightsException(place + ": tensor '" + name + "' is "
                    + (entry == null ? "missing" : "of type " + entry.type()) + ", needed is one of type " + type);
        }
        return entry;
    }
}
