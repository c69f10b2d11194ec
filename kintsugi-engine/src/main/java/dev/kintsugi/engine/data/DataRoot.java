package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the files of a source below the root of the data. */
public final class DataRoot {
    private static final String ENVIRONMENT = "KINTSUGI_DATA";
    private static final String DEFAULT = "../shared/data";

    private DataRoot() {}

    /** Returns the root without a setting of its own: the environment variable KINTSUGI_DATA, or the default. */
    public static Path standard() {
        String environment = System.getenv(ENVIRONMENT);
        return Path.of(environment == null || environment.isBlank() ? DEFAULT : environment);
    }

    /**
     * Returns the file or folder that the options name.
     *
     * @throws DataException if it is not there; the message names the root and where it comes from
     */
    static Path resolve(FileDataOptions options) {
        Optional<String> environment =
                Optional.ofNullable(System.getenv(ENVIRONMENT)).filter(value -> !value.isBlank());
        String root = options.root().or(() -> environment).orElse(DEFAULT);
        String origin = options.root().isPresent()
                ? "data.root"
                : environment.isPresent() ? "environment variable " + ENVIRONMENT : "the default root";
        try {
            Path found = Path.of(root).resolve(options.path()).normalize();
            if (!Files.exists(found)) {
                throw new DataException("data.path '" + options.path() + "': there is no such file or folder under '"
                        + root + "' (" + origin + "); set data.root or " + ENVIRONMENT);
            }
            return found;
        } catch (InvalidPathException unusable) {
            throw new DataException(
                    "data.path '" + options.path() + "' under '" + root + "' is not a path: " + unusable.getReason(),
                    unusable);
        }
    }
}
