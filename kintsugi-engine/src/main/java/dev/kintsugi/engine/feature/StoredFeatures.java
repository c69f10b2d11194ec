package dev.kintsugi.engine.feature;

import dev.kintsugi.core.data.FeatureTable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Features in a memory-mapped file. Rows are read from the disk when they are asked for, and the operating system keeps
 * as many of them as memory allows. The map ends with the garbage collection of this object.
 */
public final class StoredFeatures implements FeatureTable {
    private static final long LARGEST_SEGMENT = 1L << 30; // a Java buffer ends at 2 GiB

    private final Path file;
    private final int rows;
    private final int width;
    private final int segmentRows;
    private final FloatBuffer[] segments;
    private final boolean reused;
    private final double seconds;

    StoredFeatures(Path file, FileChannel channel, FeatureFile.Extent extent, boolean reused, long startNanos)
            throws IOException {
        this(file, channel, extent, reused, startNanos, LARGEST_SEGMENT);
    }

    StoredFeatures(
            Path file,
            FileChannel channel,
            FeatureFile.Extent extent,
            boolean reused,
            long startNanos,
            long largestSegment)
            throws IOException {
        this.file = file;
        this.rows = extent.rows();
        this.width = extent.width();
        this.reused = reused;
        long rowBytes = (long) Float.BYTES * width;
        this.segmentRows = Math.toIntExact(Math.max(1, Math.min(Integer.MAX_VALUE, largestSegment / rowBytes)));
        this.segments = new FloatBuffer[(int) (((long) rows + segmentRows - 1) / segmentRows)];
        for (int i = 0; i < segments.length; i++) {
            long first = (long) i * segmentRows;
            long count = Math.min(segmentRows, rows - first);
            segments[i] = channel.map(MapMode.READ_ONLY, FeatureFile.HEADER_BYTES + first * rowBytes, count * rowBytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
        }
        this.seconds = (System.nanoTime() - startNanos) / 1e9;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void copyRow(int row, float[] into, int offset) {
        Objects.checkIndex(row, rows);
        segments[row / segmentRows].get(row % segmentRows * width, into, offset, width);
    }

    /** Returns the file that holds the features. */
    public Path file() {
        return file;
    }

    /** Returns whether the features were there already; otherwise this object's making computed them. */
    public boolean reused() {
        return reused;
    }

    /** Returns the seconds that computing, or finding and checking, the features took. */
    public double seconds() {
        return seconds;
    }
}
