package dev.kintsugi.engine.checkpoint;

import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.core.error.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one run: files {@code round-000012.safetensors}, each whole or not there; the last two are kept.
 */
public final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final int KEPT = 2;

    private final Path folder;

    /** Opens the folder, which is created when the first checkpoint is written. */
    public Checkpoints(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a checkpoint and removes the ones that are no longer needed.
     *
     * @param beforeMove called when the bytes are on the disk, before the file gets its name
     */
    public void save(Snapshot snapshot, Runnable beforeMove) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StorageException(folder + ": cannot be created: " + e.getMessage(), e);
        }
        Path file = folder.resolve(String.format("round-%06d.safetensors", snapshot.round()));
        AtomicFile.write(file, snapshot.encode(), beforeMove);
        List<Path> files = newestFirst();
        for (Path old : files.subList(Math.min(KEPT, files.size()), files.size())) {
            try {
                Files.deleteIfExists(old);
            } catch (IOException e) {
                LOG.warn("event=old-checkpoint-kept file={} reason={}", old, e.getMessage());
            }
        }
    }

    /** Returns the newest checkpoint that can be read, or nothing if there is none. */
    public Optional<Snapshot> newest() {
        for (Path file : newestFirst()) {
            try {
                return Optional.of(Snapshot.decode(file.toString(), Files.readAllBytes(file)));
            } catch (IOException | WeightsException | NumberFormatException e) {
                LOG.warn("event=checkpoint-skipped file={} reason={}", file, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private List<Path> newestFirst() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("round-\\d{6,}\\.safetensors"))
                    .sorted(Comparator.comparing(
                                    (Path file) -> file.getFileName().toString().length())
                            .thenComparing(file -> file.getFileName().toString())
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw new StorageException(folder + ": cannot be listed: " + e.getMessage(), e);
        }
    }
}
