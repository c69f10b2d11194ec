package dev.kintsugi.nn.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.DownloadException;
import dev.kintsugi.core.error.InterruptedRunException;
import dev.kintsugi.nn.hub.HubApi.ListedFile;
import dev.kintsugi.nn.hub.HubApi.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Brings a model of the hub into the cache.
 *
 * <p>First every blob is downloaded and checked, then the snapshot's links are made, last the ref is written: whoever
 * looks at the cache meanwhile, or after a crash, sees the old state or the new one.
 */
public final class ModelPuller {
    /** Left free on the disk, in bytes: a full disk breaks more than the download. */
    private static final long SPARE_BYTES = 64L << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HubSettings settings;
    private final TransferOptions options;
    private final TransferListener listener;
    private final HubCache cache;
    private final HubApi api;
    private final BlobDownloader downloader;

    /**
     * A model that is now at hand.
     *
     * @param folder the snapshot, a model folder
     * @param downloadedBytes what this pull fetched; 0 if everything was there
     */
    public record Pulled(RepositoryId id, String commit, Path folder, List<String> files, long downloadedBytes) {
        /** Copies the list. */
        public Pulled {
            files = List.copyOf(files);
        }
    }

    /** Creates a puller; it keeps nothing open between pulls but idle connections. */
    public ModelPuller(HubSettings settings, TransferOptions options, TransferListener listener) {
        this.settings = settings;
        this.options = options;
        this.listener = listener;
        this.cache = new HubCache(settings.cache());
        HubConnection connection = new HubConnection(settings, options);
        StatusErrors errors = new StatusErrors(settings);
        Retries retries = new Retries(options, listener);
        this.api = new HubApi(settings, connection, errors, retries);
        this.downloader = new BlobDownloader(connection, errors, retries, options, listener);
    }

    /**
     * Downloads what is missing of a model.
     *
     * @throws DownloadException if that fails
     * @throws dev.kintsugi.core.error.ModelException if the repository holds no model that can be read
     */
    public Pulled pull(RepositoryId id) {
        if (settings.offline()) {
            return cached(id);
        }
        Listing listing = api.listing(id);
        try {
            List<String> names = FileSelection.first(id, listing.files().keySet());
            List<RemoteFile> fetched = new ArrayList<>();
            long bytes = fetch(id, listing, names, fetched);
            if (names.contains(FileSelection.INDEX)) {
                List<String> shards = shards(id, listing, fetched);
                bytes += fetch(id, listing, shards, fetched);
                names.addAll(shards);
            }
            for (RemoteFile file : fetched) {
                cache.link(id, listing.commit(), file.name(), file.etag());
            }
            cache.writeRef(id, listing.commit());
            return new Pulled(id, listing.commit(), cache.snapshot(id, listing.commit()), names, bytes);
        } catch (IOException e) {
            throw new DownloadException(
                    id + ": the cache " + settings.cache() + " cannot be written: " + e.getMessage()
                            + "; HF_HUB_CACHE names another folder",
                    e);
        }
    }

    private Pulled cached(RepositoryId id) {
        Optional<HubCache.Snapshot> snapshot = cache.find(id);
        Optional<String> missing = snapshot.flatMap(found -> ModelFolder.missing(found.folder()));
        if (snapshot.isEmpty() || missing.isPresent()) {
            throw new DownloadException(
                    id + ": HF_HUB_OFFLINE forbids the network, and the cache " + settings.cache() + " holds "
                            + missing.map(what -> "the model without " + what).orElse("no such model"));
        }
        return new Pulled(id, snapshot.get().commit(), snapshot.get().folder(), List.of(), 0);
    }

    /**
     * Brings the blobs of {@code names} into the cache and adds to {@code fetched} what has no link in the snapshot
     * yet.
     *
     * @return the bytes downloaded
     */
    private long fetch(RepositoryId id, Listing listing, List<String> names, List<RemoteFile> fetched)
            throws IOException {
        List<RemoteFile> files = new ArrayList<>();
        for (String name : names) {
            ListedFile listed = listing.files().getOrDefault(name, new ListedFile(-1, ""));
            if (!isLinked(cache.snapshot(id, listing.commit()).resolve(name), listed)) {
                files.add(api.file(id, listing.commit(), name, listed));
            }
        }
        checkSpace(id, files);
        long bytes = 0;
        for (RemoteFile file : files) {
            bytes += fetch(id, file);
        }
        fetched.addAll(files);
        return bytes;
    }

    /** A commit never changes, so a file that is linked in its snapshot needs no further question. */
    private static boolean isLinked(Path pointer, ListedFile listed) throws IOException {
        return Files.isRegularFile(pointer) && (listed.size() < 0 || Files.size(pointer) == listed.size());
    }

    private long fetch(RepositoryId id, RemoteFile file) throws IOException {
        Path blob = cache.blob(id, file.etag());
        if (isWhole(blob, file)) {
            return 0;
        }
        Path lock = cache.lock(id, file.etag());
        try (CacheLock held = CacheLock.acquire(lock, options.sleeper(), () -> listener.waiting(file.name()))) {
            if (isWhole(blob, file)) { // the one we waited for has brought it
                return 0;
            }
            Files.createDirectories(blob.getParent());
            downloader.download(id, file, blob);
            return file.size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException(id + ": interrupted while waiting for another download", e);
        }
    }

    private static boolean isWhole(Path blob, RemoteFile file) throws IOException {
        return Files.isRegularFile(blob) && Files.size(blob) == file.size();
    }

    private void checkSpace(RepositoryId id, List<RemoteFile> files) throws IOException {
        long needed = 0;
        for (RemoteFile file : files) {
            Path blob = cache.blob(id, file.etag());
            if (!isWhole(blob, file)) {
                Path partial = BlobDownloader.partial(blob);
                needed += file.size() - (Files.exists(partial) ? Files.size(partial) : 0);
            }
        }
        Path folder = settings.cache().toAbsolutePath();
        while (!Files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        long usable = options.usableBytes().applyAsLong(folder);
        if (needed > 0 && usable < needed + SPARE_BYTES) {
            throw new DownloadException(id + ": the download needs " + ByteSize.inWords(needed) + ", but "
                    + settings.cache() + " has only " + ByteSize.inWords(usable)
                    + " free; make room, or name another folder by HF_HUB_CACHE");
        }
    }

    private List<String> shards(RepositoryId id, Listing listing, List<RemoteFile> fetched) throws IOException {
        Path index = fetched.stream()
                .filter(file -> file.name().equals(FileSelection.INDEX))
                .map(file -> cache.blob(id, file.etag()))
                .findFirst()
                .orElse(cache.snapshot(id, listing.commit()).resolve(FileSelection.INDEX));
        TreeSet<String> shards = new TreeSet<>();
        for (JsonNode shard : JSON.readTree(index.toFile()).path("weight_map")) {
            String name = shard.asText();
            if (!FileSelection.isSafe(name) || !listing.files().containsKey(name)) {
                throw new DownloadException(id + ": " + FileSelection.INDEX + " names the shard '" + name
                        + "', which the repository does not hold");
            }
            shards.add(name);
        }
        return List.copyOf(shards);
    }
}
