package dev.kintsugi.engine.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes {@code .npy} files as {@code numpy.save} does. */
public final class NpyFiles {
    private NpyFiles() {}

    /** Writes float32 rows in version 1. */
    public static Path write(Path file, float[][] rows) {
        ByteBuffer values =
                ByteBuffer.allocate(rows.length * rows[0].length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : rows) {
            for (float value : row) {
                values.putFloat(value);
            }
        }
        return write(file, 1, header("<f4", "False", "(" + rows.length + ", " + rows[0].length + ")"), values.array());
    }

    static String header(String type, String fortran, String shape) {
        return "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
    }

    static Path write(Path file, int version, String header, byte[] values) {
        int prefix = version == 1 ? 10 : 12;
        int padded = (prefix + header.length() + 1 + 63) / 64 * 64 - prefix;
        ByteBuffer bytes = ByteBuffer.allocate(prefix + padded + values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        bytes.put((byte) version).put((byte) 0);
        if (version == 1) {
            bytes.putShort((short) padded);
        } else {
            bytes.putInt(padded);
        }
        bytes.put(header.getBytes(StandardCharsets.US_ASCII));
        while (bytes.position() < prefix + padded - 1) {
            bytes.put((byte) ' ');
        }
        bytes.put((byte) '\n').put(values);
        try {
            return Files.write(file, bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
