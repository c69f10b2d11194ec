package dev.kintsugi.core;

import java.nio.file.Path;
import java.util.Map;

/** The folder of everything that can be made again: frozen features, unpacked and trained models. */
public final class CacheFolder {
    private CacheFolder() {}

    /** Returns a part of the cache of this process: that of its environment and its user. */
    public static Path of(String part) {
        return of(part, System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /**
     * Returns {@code $KINTSUGI_CACHE/part}, or else {@code $XDG_CACHE_HOME/kintsugi/part}, or else
     * {@code ~/.cache/kintsugi/part}.
     *
     * @param environment environment variables; an empty one counts as not set
     * @param userHome home folder of the user
     */
    public static Path of(String part, Map<String, String> environment, Path userHome) {
        String own = environment.getOrDefault("KINTSUGI_CACHE", "");
        if (!own.isEmpty()) {
            return Path.of(own, part);
        }
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (shared.isEmpty() ? userHome.resolve(".cache") : Path.of(shared))
                .resolve("kintsugi")
                .resolve(part);
    }
}
