package dev.kintsugi.engine.feature;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.core.parameter.Modality;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of frozen features, one file per {@link FeatureKey}.
 *
 * <p>What is there is reused if its header and its size are as they must be, and computed again otherwise. A file is
 * written under a temporary name and then moved, so that it is whole or not there; two processes that compute the same
 * key both succeed, and the last one's file stays. Files are never deleted: the folder may be deleted by hand at any
 * time. Thread-safe.
 */
public final class FeatureStore {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureStore.class);

    private final Path folder;

    /** Opens a folder, which is created when it is first written to. */
    public FeatureStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the features of all rows, from the folder if they are there.
     *
     * <p>Rows that lack the modality are not computed and hold zeros; {@code examples} tells which they are.
     *
     * @param key names the features
     * @param examples ids and presence of the rows
     * @param modality the modality that the features are of
     * @param computation gives the features that are not there
     * @throws DataException if a sample cannot be read, a feature is not a finite number, or no row has the modality
     * @throws StorageException if the folder cannot be written
     */
    public StoredFeatures features(
            FeatureKey key,
            ExampleTable examples,
            Modality modality,
            FeatureComputation computation,
            FeatureProgress progress) {
        long start = System.nanoTime();
        byte[] hash = key.sha256(examples, modality);
        Path file = folder.resolve(HexFormat.of().formatHex(hash) + ".features");
        @Nullable StoredFeatures found = find(file, hash, examples.rows(), true, start);
        if (found != null) {
            LOG.info("reused {} features of {} in {} s", found.rows(), key.feature(), found.seconds());
            return found;
        }
        compute(file, hash, examples, modality, computation, progress);
        @Nullable StoredFeatures computed = find(file, hash, examples.rows(), false, start);
        if (computed == null) {
            throw new StorageException(file + ": was written, but cannot be read back; is the disk full?");
        }
        LOG.info("computed {} features of {} in {} s", computed.rows(), key.feature(), computed.seconds());
        return computed;
    }

    private static @Nullable StoredFeatures find(Path file, byte[] key, int rows, boolean reused, long start) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Optional<FeatureFile.Extent> extent = FeatureFile.extent(channel, key, rows);
            if (extent.isEmpty()) {
                LOG.warn("{}: is truncated or not of this key, so the features are computed again", file);
                return null;
            }
            return new StoredFeatures(file, channel, extent.get(), reused, start);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new StorageException(file + ": stored features cannot be read: " + e.getMessage(), e);
        }
    }

    private void compute(
            Path file,
            byte[] key,
            ExampleTable examples,
            Modality modality,
            FeatureComputation computation,
            FeatureProgress progress) {
        @Nullable Path temporary = null;
        try {
            Files.createDirectories(folder);
            temporary = Files.createTempFile(folder, file.getFileName() + ".", ".tmp");
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                write(channel, key, examples, modality, computation, progress);
                channel.force(true);
            }
            move(temporary, file, key, examples.rows());
        } catch (IOException e) {
            throw new StorageException(
                    file + ": features cannot be stored: " + e.getMessage()
                            + "; is the disk full or the folder read-only? Another folder can be set by KINTSUGI_CACHE",
                    e);
        } finally {
            delete(temporary);
        }
    }

    private static void move(Path temporary, Path file, byte[] key, int rows) throws IOException {
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // Windows refuses to replace a file that is mapped; then another process was faster, and its file is as
            // good.
            if (find(file, key, rows, true, System.nanoTime()) == null) {
                throw e;
            }
        }
    }

    private static void delete(@Nullable Path temporary) {
        if (temporary != null) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                LOG.warn("{}: the unfinished file cannot be deleted: {}", temporary, e.getMessage());
            }
        }
    }

    private static void write(
            FileChannel channel,
            byte[] key,
            ExampleTable examples,
            Modality modality,
            FeatureComputation computation,
            FeatureProgress progress)
            throws IOException {
        int[] present = IntStream.range(0, examples.rows())
                .filter(row -> examples.presence().has(row, modality))
                .toArray();
        if (present.length == 0) {
            throw new DataException("no row of " + examples.rows() + " has the modality " + modality.name()
                    + ", so there are no features to compute");
        }
        int size = computation.batchSize();
        int width = 0;
        int begun = 0;
        ArrayDeque<Supplier<float[]>> pending = new ArrayDeque<>();
        for (int from = 0; from < present.length; from += size) {
            while (begun < present.length && pending.size() < computation.batchesAtOnce()) {
                int end = Math.min(begun + size, present.length);
                pending.add(computation.begin(Arrays.copyOfRange(present, begun, end)));
                begun = end;
            }
            int to = Math.min(from + size, present.length);
            float[] values = pending.remove().get();
            int count = to - from;
            if (values.length == 0 || values.length % count != 0 || (width != 0 && values.length / count != width)) {
                throw new IllegalStateException(values.length + " feature values for " + count
                        + " rows; needed is the same number for each row" + (width == 0 ? "" : ", " + width));
            }
            width = values.length / count;
            for (int i = 0; i < count; i++) {
                int row = present[from + i];
                long position = FeatureFile.HEADER_BYTES + (long) row * width * Float.BYTES;
                FeatureFile.write(channel, bytes(examples, row, values, i * width, width), position);
            }
            progress.computed(to, present.length);
        }
        // Rows without the modality were skipped; the gaps of a file read as zeros, but its end must be made.
        FeatureFile.Extent extent = new FeatureFile.Extent(examples.rows(), width);
        if (channel.size() < extent.bytes()) {
            FeatureFile.write(channel, ByteBuffer.allocate(1), extent.bytes() - 1);
        }
        FeatureFile.write(channel, FeatureFile.header(extent, key), 0);
    }

    private static ByteBuffer bytes(ExampleTable examples, int row, float[] values, int from, int width) {
        ByteBuffer bytes = ByteBuffer.allocate(width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int j = 0; j < width; j++) {
            if (!Float.isFinite(values[from + j])) {
                throw new DataException("row " + row + " ('" + examples.ids().get(row) + "'): feature " + j + " is "
                        + values[from + j] + ", needed is a finite number; is its sample damaged?");
            }
            bytes.putFloat(values[from + j]);
        }
        return bytes.flip();
    }
}
