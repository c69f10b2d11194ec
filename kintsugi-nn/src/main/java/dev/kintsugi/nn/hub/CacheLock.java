package dev.kintsugi.nn.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Holds a lock file, so that two pulls do not write the same blob; between processes and between threads. The operating
 * system releases it when a process dies.
 */
final class CacheLock implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final FileChannel channel;

    private CacheLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits until the lock is ours.
     *
     * @param onWait called once if somebody else holds it
     */
    static CacheLock acquire(Path file, Sleeper sleeper, Runnable onWait) throws IOException, InterruptedException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            boolean told = false;
            while (!(held = tryLock(channel))) {
                if (!told) {
                    onWait.run();
                    told = true;
                }
                sleeper.sleep(POLL);
            }
            return new CacheLock(channel);
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) { // another thread of this process holds it
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
