package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.error.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The right of one process to write into a folder; the operating system takes it back when the process ends. */
public final class FolderLock implements AutoCloseable {
    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private FolderLock(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Locks a folder that exists.
     *
     * @throws StorageException if it cannot be written, or another process works in it
     */
    public static FolderLock of(Path root) {
        Path file = root.resolve(".lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new StorageException(
                        root + ": another process works in it; wait for it or choose another folder");
            }
            return new FolderLock(root, channel, lock);
        } catch (IOException e) {
            throw new StorageException(
                    file + ": cannot be written: " + e.getMessage() + "; choose another folder with --out", e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // this process holds it already
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new StorageException(root + ": its lock cannot be released: " + e.getMessage(), e);
        }
    }
}
