package dev.kintsugi.engine.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes WAV files with a header of 44 bytes. */
public final class WaveFiles {
    private WaveFiles() {}

    /** Writes one channel of 16-bit values from −1 to 1. */
    public static Path write(Path file, int rate, double... values) {
        ByteBuffer data = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            data.putShort((short) Math.round(value * 32768));
        }
        return write(file, rate, 1, 16, 1, data.array());
    }

    /** Writes a tone of a second's part. */
    public static Path tone(Path file, int rate, double hertz, int length) {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = 0.5 * Math.sin(2 * Math.PI * hertz * i / rate);
        }
        return write(file, rate, values);
    }

    static Path write(Path file, int rate, int channels, int bits, int encoding, byte[] data) {
        int frame = channels * bits / 8;
        ByteBuffer bytes = ByteBuffer.allocate(44 + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + data.length);
        bytes.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        bytes.putShort((short) encoding).putShort((short) channels).putInt(rate).putInt(rate * frame);
        bytes.putShort((short) frame).putShort((short) bits);
        bytes.put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt(data.length)
                .put(data);
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
