package dev.kintsugi.nn.hub;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.option.NearestName;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the folder of a model by what a user writes as {@code backbone}. */
public final class ModelStore {
    private final List<ModelSource> sources;
    private final HubCache cache;

    /**
     * Creates the store.
     *
     * @param sources models with short ids, asked in this order
     */
    public ModelStore(List<ModelSource> sources, HubCache cache) {
        this.sources = List.copyOf(sources);
        this.cache = cache;
    }

    /** Returns the store over {@code sources} and the cache that the environment names. */
    public static ModelStore fromEnvironment(List<ModelSource> sources) {
        return new ModelStore(
                sources, new HubCache(HubSettings.fromEnvironment().cache()));
    }

    /**
     * Returns a model folder.
     *
     * @param name a short id such as that of the shipped model, the path of a folder, or {@code owner/name[@revision]}
     *     in the cache; nothing is downloaded
     * @throws ModelException if there is no such model; the message says what is at hand and how to get it
     */
    public Path resolve(String name) {
        for (ModelSource source : sources) {
            if (source.ids().contains(name)) {
                return source.folder(name);
            }
        }
        Optional<Path> folder = folder(name);
        if (folder.isPresent()) {
            return whole("backbone '" + name + "'", folder.get(), "");
        }
        if (!name.matches("[^./~][^/]*/[^/@]+(@.+)?")) {
            throw new ModelException("backbone '" + name + "' is neither a folder nor a model id; " + atHand(name));
        }
        return cached(name);
    }

    private Path cached(String name) {
        RepositoryId id;
        try {
            id = RepositoryId.parse(name);
        } catch (ConfigException e) {
            throw new ModelException("backbone '" + name + "': " + e.getMessage(), e);
        }
        String remedy = "get it by ./kintsugi models pull " + id;
        Optional<HubCache.Snapshot> snapshot = cache.find(id);
        if (snapshot.isEmpty()) {
            throw new ModelException("backbone '" + name + "' is not in the model cache " + cache.root() + "; " + remedy
                    + "; " + atHand(name));
        }
        return whole("backbone '" + name + "'", snapshot.get().folder(), "; " + remedy);
    }

    private static Path whole(String subject, Path folder, String remedy) {
        Optional<String> missing = ModelFolder.missing(folder);
        if (missing.isPresent()) {
            throw new ModelException(subject + ": the folder " + folder + " lacks " + missing.get() + remedy);
        }
        return folder;
    }

    private static Optional<Path> folder(String name) {
        try {
            return Optional.of(Path.of(name)).filter(Files::isDirectory);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private String atHand(String name) {
        List<String> ids = new ArrayList<>();
        sources.forEach(source -> ids.addAll(source.ids()));
        cache.snapshots().stream()
                .filter(snapshot -> ModelFolder.missing(snapshot.folder()).isEmpty())
                .forEach(snapshot -> ids.add(snapshot.id().toString()));
        String nearest = NearestName.among(ids, name)
                .map(id -> "; did you mean " + id + "?")
                .orElse("");
        String known = ids.isEmpty()
                ? "no model is at hand"
                : "at hand are " + String.join(", ", ids.subList(0, Math.min(8, ids.size())))
                        + (ids.size() > 8 ? " and " + (ids.size() - 8) + " more" : "");
        return known + " (./kintsugi models lists them)" + nearest;
    }

    /** Returns every model at hand: those of the sources, then those of the cache, whole or not. */
    public List<ModelDescription> list() {
        List<ModelDescription> models = new ArrayList<>();
        for (ModelSource source : sources) {
            for (String id : source.ids()) {
                models.add(ModelFolder.describe(id, source.origin(), source.folder(id)));
            }
        }
        for (HubCache.Snapshot snapshot : cache.snapshots()) {
            models.add(ModelFolder.describe(snapshot.id().toString(), "cache", snapshot.folder()));
        }
        return models;
    }
}
