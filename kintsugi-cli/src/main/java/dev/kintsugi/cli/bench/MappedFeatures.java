package dev.kintsugi.cli.bench;

import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Random features in a memory-mapped file, as the feature store holds real ones. */
record MappedFeatures(int rows, int width, FloatBuffer values) implements FeatureTable {
    private static final int ROWS_AT_ONCE = 1024;

    /** Writes the file and maps it. */
    static MappedFeatures create(Path file, int rows, int width) throws IOException {
        KeyedRandom random = RandomKey.of(1, "bench-features").open();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            for (int from = 0; from < rows; from += ROWS_AT_ONCE) {
                ByteBuffer bytes = ByteBuffer.allocate(Math.min(ROWS_AT_ONCE, rows - from) * width * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
                while (bytes.hasRemaining()) {
                    bytes.putFloat((float) (random.nextDouble() - 0.5));
                }
                bytes.flip();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            FloatBuffer values = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            return new MappedFeatures(rows, width, values);
        }
    }

    @Override
    public void copyRow(int row, float[] into, int offset) {
        values.get(row * width, into, offset, width);
    }
}
