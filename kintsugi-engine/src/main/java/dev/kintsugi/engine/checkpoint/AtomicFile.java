package dev.kintsugi.engine.checkpoint;

import dev.kintsugi.core.error.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files that are whole or not there: a temporary file beside it, forced to the disk, then moved over the name.
 */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * Writes a file.
     *
     * @throws StorageException if that fails, for example because the disk is full; the old file, if any, is untouched
     */
    public static void write(Path file, byte[] bytes) {
        write(file, bytes, () -> {});
    }

    /** Writes a file and calls {@code beforeMove} when the temporary file is complete. */
    static void write(Path file, byte[] bytes, Runnable beforeMove) {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            beforeMove.run();
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw new StorageException(
                    file + ": cannot be written (" + bytes.length + " bytes): " + e.getMessage()
                            + "; is the disk full or the folder read-only?",
                    e);
        }
    }
}
