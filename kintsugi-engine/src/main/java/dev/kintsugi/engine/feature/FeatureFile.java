package dev.kintsugi.engine.feature;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;

/**
 * The file format of stored features.
 *
 * <pre>
 * byte  0   8 bytes   "KINTFEAT"
 * byte  8   int32     version, 1
 * byte 12   int32     width: values per row
 * byte 16   int64     rows
 * byte 24   32 bytes  SHA-256 of the {@link FeatureKey} and the ids and presence of the rows
 * byte 56   8 bytes   0
 * byte 64   float32   rows × width values, row after row
 * </pre>
 *
 * <p>All numbers are little-endian. The size of the file is exactly {@code 64 + 4 × rows × width}.
 */
final class FeatureFile {
    static final int HEADER_BYTES = 64;

    private static final long MAGIC = 0x54414546544E494BL; // "KINTFEAT" read as a little-endian int64
    private static final int VERSION = 1;

    private FeatureFile() {}

    /** The dimensions of a table. */
    record Extent(int rows, int width) {
        long bytes() {
            return HEADER_BYTES + (long) Float.BYTES * rows * width;
        }
    }

    static ByteBuffer header(Extent extent, byte[] key) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MAGIC).putInt(VERSION).putInt(extent.width()).putLong(extent.rows());
        header.put(key);
        return header.rewind();
    }

    /** Returns the dimensions if the file is whole and of that key, else nothing. */
    static Optional<Extent> extent(FileChannel channel, byte[] key, int rows) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (header.hasRemaining()) {
            if (channel.read(header, header.position()) < 0) {
                return Optional.empty();
            }
        }
        header.flip();
        if (header.getLong() != MAGIC || header.getInt() != VERSION) {
            return Optional.empty();
        }
        int width = header.getInt();
        long storedRows = header.getLong();
        byte[] storedKey = new byte[key.length];
        header.get(storedKey);
        if (width <= 0 || storedRows != rows || !Arrays.equals(storedKey, key)) {
            return Optional.empty();
        }
        Extent extent = new Extent(rows, width);
        return channel.size() == extent.bytes() ? Optional.of(extent) : Optional.empty();
    }

    static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }
}
