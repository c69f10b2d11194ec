package dev.kintsugi.engine.experiment;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.core.option.Binder;
import dev.kintsugi.core.option.Settings;
import dev.kintsugi.engine.checkpoint.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folder of an experiment: {@code experiment.json} with the frozen settings, and one run folder per method and seed
 * under {@code <method>/seed-<seed>/}. Locked while a process works in it.
 */
public final class ExperimentFolder implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "experiment.json";

    private final Path root;
    private final Experiment experiment;
    private final List<Long> seeds;
    private final FolderLock lock;

    private ExperimentFolder(Path root, Experiment experiment, List<Long> seeds, FolderLock lock) {
        this.root = root;
        this.experiment = experiment;
        this.seeds = List.copyOf(seeds);
        this.lock = lock;
    }

    /**
     * Creates the folder of a new experiment.
     *
     * @throws StorageException if it cannot be written, or holds an experiment already
     */
    public static ExperimentFolder create(Path root, Experiment experiment, List<Long> seeds) {
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new StorageException(
                    root + ": cannot be created: " + e.getMessage() + "; choose another folder with --out", e);
        }
        if (Files.exists(root.resolve(FILE))) {
            throw new StorageException(root + ": holds an experiment already; go on with it by --resume " + root
                    + ", or choose another folder with --out");
        }
        ExperimentFolder folder = new ExperimentFolder(root, experiment, seeds, FolderLock.of(root));
        ObjectNode frozen = JSON.createObjectNode();
        frozen.put("format", 1);
        frozen.set("experiment", JSON.valueToTree(Settings.render(experiment)));
        frozen.set("seeds", JSON.valueToTree(seeds));
        AtomicFile.write(root.resolve(FILE), (frozen.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
        return folder;
    }

    /**
     * Opens the folder of an experiment that was begun; {@code folder} may also be one of its run folders.
     *
     * @throws StorageException if there is no experiment, or another process works in it
     */
    public static ExperimentFolder open(Path folder) {
        Path root = rootOf(folder.toAbsolutePath().normalize());
        try {
            JsonNode frozen = JSON.readTree(root.resolve(FILE).toFile());
            @SuppressWarnings("unchecked") // a JSON object is a map
            Map<String, @Nullable Object> tree = JSON.convertValue(frozen.path("experiment"), Map.class);
            Experiment experiment =
                    Binder.bind(Settings.parse(tree, root.resolve(FILE).toString()), Experiment.class);
            List<Long> seeds = new ArrayList<>();
            frozen.path("seeds").forEach(seed -> seeds.add(seed.asLong()));
            return new ExperimentFolder(root, experiment, seeds, FolderLock.of(root));
        } catch (JacksonException e) {
            throw new StorageException(root.resolve(FILE) + ": is damaged: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new StorageException(root.resolve(FILE) + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Path rootOf(Path folder) {
        @Nullable Path candidate = folder;
        for (int up = 0; up < 3 && candidate != null; up++) {
            if (Files.isRegularFile(candidate.resolve(FILE))) {
                return candidate;
            }
            candidate = candidate.getParent();
        }
        throw new StorageException(folder + ": holds no experiment to resume; expected a folder with " + FILE);
    }

    /** Returns the folder. */
    public Path root() {
        return root;
    }

    /** Returns the frozen settings. */
    public Experiment experiment() {
        return experiment;
    }

    /** Returns the seeds. */
    public List<Long> seeds() {
        return seeds;
    }

    /** Returns the run folder of a method and a seed. */
    public Path runFolder(String method, long seed) {
        return root.resolve(method).resolve("seed-" + seed);
    }

    @Override
    public void close() {
        lock.close();
    }
}
