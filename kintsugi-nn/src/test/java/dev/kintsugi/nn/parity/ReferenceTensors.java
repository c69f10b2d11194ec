package dev.kintsugi.nn.parity;

import dev.kintsugi.core.safetensors.SafetensorsHeader;
import dev.kintsugi.core.safetensors.TensorEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Expected values, read without the loader that is under test. */
public record ReferenceTensors(SafetensorsHeader header, ByteBuffer bytes) {
    /** Reads a file of F32 and I64 tensors. */
    public static ReferenceTensors read(Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            return new ReferenceTensors(SafetensorsHeader.read(file), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TensorEntry entry(String name) {
        return Objects.requireNonNull(header.entries().get(name), name);
    }

    /** Returns the shape of a tensor. */
    public long[] shape(String name) {
        return entry(name).shape();
    }

    /** Returns an F32 tensor, row-major. */
    public float[] floats(String name) {
        float[] values = new float[Math.toIntExact(entry(name).elements())];
        int start = Math.toIntExact(header.dataOffset() + entry(name).begin());
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.getFloat(start + Float.BYTES * i);
        }
        return values;
    }

    /** Returns an I64 tensor, row-major. */
    public long[] longs(String name) {
        long[] values = new long[Math.toIntExact(entry(name).elements())];
        int start = Math.toIntExact(header.dataOffset() + entry(name).begin());
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.getLong(start + Long.BYTES * i);
        }
        return values;
    }
}
