package dev.kintsugi.engine.tune;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.option.Binder;
import dev.kintsugi.core.option.Settings;
import dev.kintsugi.engine.checkpoint.AtomicFile;
import dev.kintsugi.engine.experiment.Experiment;
import dev.kintsugi.engine.experiment.FolderLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a search: {@code tune.json} with the frozen settings and the plan, {@code trials.jsonl}, and one
 * experiment folder per trial under {@code <method>/trial-<number>/}. Locked while a process works in it.
 */
public final class TuneFolder implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "tune.json";

    private final Path root;
    private final TunePlan plan;
    private final FolderLock lock;

    private TuneFolder(Path root, TunePlan plan, FolderLock lock) {
        this.root = root;
        this.plan = plan;
        this.lock = lock;
    }

    /**
     * Creates the folder of a new search.
     *
     * @throws StorageException if it cannot be written, or holds a search already
     */
    public static TuneFolder create(Path root, TunePlan plan) {
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new StorageException(
                    root + ": cannot be created: " + e.getMessage() + "; choose another folder with --out", e);
        }
        if (Files.exists(root.resolve(FILE))) {
            throw new StorageException(root + ": holds a search already; go on with it by --resume " + root
                    + ", or choose another folder with --out");
        }
        TuneFolder folder = new TuneFolder(root, plan, FolderLock.of(root));
        ObjectNode frozen = JSON.createObjectNode();
        frozen.put("format", 1);
        frozen.set("experiment", JSON.valueToTree(Settings.render(plan.experiment())));
        frozen.set("seeds", JSON.valueToTree(plan.seeds()));
        frozen.put("rounds", plan.rounds());
        ArrayNode methods = frozen.putArray("methods");
        for (TunePlan.MethodTrials method : plan.methods()) {
            ObjectNode node = methods.addObject().put("method", method.method());
            node.put("combinations", method.grid().size());
            ArrayNode tried = node.putArray("tried");
            method.trials().forEach(trial -> tried.add(trial.combination()));
        }
        AtomicFile.write(root.resolve(FILE), (frozen.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
        return folder;
    }

    /**
     * Opens the folder of a search that was begun.
     *
     * @throws StorageException if there is none, or another process works in it
     */
    public static TuneFolder open(Path folder, Function<String, MethodFactory> catalogue) {
        Path root = folder.toAbsolutePath().normalize();
        Path file = root.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new StorageException(folder + ": holds no search to resume; expected a folder with " + FILE);
        }
        try {
            JsonNode frozen = JSON.readTree(file.toFile());
            @SuppressWarnings("unchecked") // a JSON object is a map
            Map<String, @Nullable Object> tree = JSON.convertValue(frozen.path("experiment"), Map.class);
            Experiment experiment = Binder.bind(Settings.parse(tree, file.toString()), Experiment.class);
            return new TuneFolder(root, TunePlan.of(experiment, catalogue), FolderLock.of(root));
        } catch (JacksonException e) {
            throw new StorageException(file + ": is damaged: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new StorageException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the folder. */
    public Path root() {
        return root;
    }

    /** Returns what is searched. */
    public TunePlan plan() {
        return plan;
    }

    /** Returns the experiment folder of a trial. */
    public Path trial(Trial trial) {
        return root.resolve(trial.method()).resolve(trial.folder());
    }

    /** Writes {@code trials.jsonl}, one line per trial that is done. */
    void record(List<TrialResult> results) {
        StringBuilder lines = new StringBuilder();
        results.forEach(result -> lines.append(line(result)).append('\n'));
        AtomicFile.write(root.resolve("trials.jsonl"), lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode line(TrialResult result) {
        ObjectNode line = JSON.createObjectNode();
        line.put("method", result.trial().method());
        line.put("trial", result.trial().number());
        line.put("combination", result.trial().combination());
        line.set("settings", JSON.valueToTree(result.trial().values()));
        line.set("seeds", JSON.valueToTree(plan.seeds()));
        line.set("values", JSON.valueToTree(result.values()));
        if (result.failure() == null) {
            line.put("value", result.mean());
        } else {
            line.putNull("value").put("failure", result.failure());
        }
        line.put("seconds", result.seconds());
        return line;
    }

    @Override
    public void close() {
        lock.close();
    }
}
