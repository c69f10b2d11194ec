package dev.kintsugi.engine.pretrain;

import dev.kintsugi.core.CacheFolder;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.nn.hub.ModelSource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of models that were trained here, each under its name and the beginning of its hash. */
public final class PretrainedModels implements ModelSource {
    /** The file that a finished model folder has. */
    static final String DESCRIPTION = "kintsugi.json";

    private static final int HASH_DIGITS = 12;

    private final Path root;

    /** Opens the folder, which is created when it is first written to. */
    public PretrainedModels(Path root) {
        this.root = root;
    }

    /** Returns the models of this user, below the cache folder. */
    public static PretrainedModels standard() {
        return new PretrainedModels(CacheFolder.of("models"));
    }

    @Override
    public String origin() {
        return "trained here";
    }

    @Override
    public List<String> ids() {
        return all().stream()
                .map(folder -> String.valueOf(folder.getFileName()))
                .toList();
    }

    @Override
    public Path folder(String id) {
        return root.resolve(id);
    }

    /** Returns the folder that a model has or will have. */
    Path folder(String name, String hash) {
        return root.resolve(name + "-" + hash.substring(0, HASH_DIGITS));
    }

    /** Returns the folder of a finished model, if it is there. */
    Optional<Path> find(String name, String hash) {
        return Optional.of(folder(name, hash)).filter(folder -> Files.isRegularFile(folder.resolve(DESCRIPTION)));
    }

    /** Returns the folders of all finished models, in ascending order of name. */
    public List<Path> all() {
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            return found;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
            folders.forEach(folder -> {
                if (Files.isRegularFile(folder.resolve(DESCRIPTION))) {
                    found.add(folder);
                }
            });
        } catch (IOException e) {
            throw new StorageException(root + ": the folder of models cannot be read: " + e, e);
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    /** Returns the folder in which a training keeps its checkpoint; it is created. */
    Path trainingFolder(String name, String hash) {
        Path folder = root.resolve("training").resolve(name + "-" + hash.substring(0, HASH_DIGITS));
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StorageException(
                    folder + ": cannot be created: " + e + "; another place can be set by KINTSUGI_CACHE", e);
        }
    }

    /** Puts a finished model into its place in one step. */
    static void move(Path finished, Path target) {
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            if (Files.isDirectory(target)) {
                delete(target);
            }
            Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StorageException(target + ": the model cannot be put into its place: " + e, e);
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new StorageException(folder + ": cannot be deleted: " + e, e);
        }
    }
}
