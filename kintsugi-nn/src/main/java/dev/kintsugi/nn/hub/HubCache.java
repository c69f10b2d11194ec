package dev.kintsugi.nn.hub;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.StorageException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The folder layout of {@code huggingface_hub}: {@code models--owner--name/{blobs,snapshots/<commit>,refs}}.
 *
 * <p>A blob is named by its ETag and shared by the snapshots; a snapshot holds links to blobs under the names of the
 * repository; a ref holds the commit that a branch or tag stood at.
 */
public final class HubCache {
    private final Path root;

    /**
     * One snapshot.
     *
     * @param id repository and the name it was asked for: a branch, a tag or the commit itself
     */
    public record Snapshot(RepositoryId id, String commit, Path folder) {}

    /** Creates the view of a cache; {@code root} need not exist. */
    public HubCache(Path root) {
        this.root = root;
    }

    /** Returns the folder that holds {@code models--owner--name}. */
    public Path root() {
        return root;
    }

    Path folder(RepositoryId id) {
        return root.resolve(id.folderName());
    }

    Path blob(RepositoryId id, String etag) {
        return folder(id).resolve("blobs").resolve(etag);
    }

    Path lock(RepositoryId id, String etag) {
        return root.resolve(".locks").resolve(id.folderName()).resolve(etag + ".lock");
    }

    Path snapshot(RepositoryId id, String commit) {
        return folder(id).resolve("snapshots").resolve(commit);
    }

    private Path ref(RepositoryId id) {
        return folder(id).resolve("refs").resolve(id.revision());
    }

    /** Returns the commit at which {@code id}'s revision was last seen. */
    public Optional<String> commit(RepositoryId id) {
        if (id.isCommit()) {
            return Optional.of(id.revision());
        }
        try {
            Path ref = ref(id);
            return Files.isRegularFile(ref)
                    ? Optional.of(Files.readString(ref).strip()).filter(RepositoryId::isCommit)
                    : Optional.empty();
        } catch (IOException e) {
            throw new StorageException(ref(id) + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the snapshot of {@code id} if it is there, whole or not. */
    public Optional<Snapshot> find(RepositoryId id) {
        return commit(id)
                .map(commit -> new Snapshot(id, commit, snapshot(id, commit)))
                .filter(snapshot -> Files.isDirectory(snapshot.folder()));
    }

    /** Returns every snapshot in the cache, sorted by name; one that several refs point at comes once for each. */
    public List<Snapshot> snapshots() {
        TreeMap<String, Snapshot> found = new TreeMap<>();
        try {
            for (Path repository : folders(root)) {
                String[] parts = repository.getFileName().toString().split("--", -1);
                if (parts.length == 3 && parts[0].equals("models")) { // not data sets, nor models without an owner
                    for (Snapshot snapshot : snapshots(parts[1], parts[2], repository)) {
                        found.put(snapshot.id().toString(), snapshot);
                    }
                }
            }
        } catch (IOException e) {
            throw new StorageException(root + ": the model cache cannot be read: " + e.getMessage(), e);
        }
        return List.copyOf(found.values());
    }

    private static List<Snapshot> snapshots(String owner, String name, Path repository) throws IOException {
        List<Snapshot> found = new ArrayList<>();
        Map<String, Set<String>> names = revisionsByCommit(repository.resolve("refs"));
        for (Path folder : folders(repository.resolve("snapshots"))) {
            String commit = folder.getFileName().toString();
            for (String revision : names.getOrDefault(commit, Set.of(commit))) {
                try {
                    found.add(new Snapshot(new RepositoryId(owner, name, revision), commit, folder));
                } catch (ConfigException e) {
                    // a folder that no id can name is not one of the hub's
                }
            }
        }
        return found;
    }

    private static List<Path> folders(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static Map<String, Set<String>> revisionsByCommit(Path refs) throws IOException {
        Map<String, Set<String>> names = new HashMap<>();
        if (Files.isDirectory(refs)) {
            List<Path> files = new ArrayList<>();
            try (Stream<Path> entries = Files.walk(refs)) {
                entries.filter(Files::isRegularFile).forEach(files::add);
            }
            for (Path file : files) {
                String revision = refs.relativize(file).toString().replace('\\', '/');
                names.computeIfAbsent(Files.readString(file).strip(), commit -> new HashSet<>())
                        .add(revision);
            }
        }
        return names;
    }

    /**
     * Makes {@code name} of a snapshot point at a blob: by a relative symbolic link, or where the system allows none
     * (Windows without developer mode), by a hard link, or by a copy. Nothing half-written is ever seen.
     */
    void link(RepositoryId id, String commit, String name, String etag) throws IOException {
        Path folder = Files.createDirectories(snapshot(id, commit));
        Path pointer = folder.resolve(name);
        Path blob = blob(id, etag);
        if (Files.exists(pointer) && Files.isSameFile(pointer, blob)) {
            return;
        }
        Files.deleteIfExists(pointer);
        try {
            Files.createSymbolicLink(pointer, folder.relativize(blob));
            return;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // the next way
        }
        linkOrCopy(pointer, blob);
    }

    /** {@link #link} for systems without symbolic links. */
    static void linkOrCopy(Path pointer, Path blob) throws IOException {
        try {
            Files.createLink(pointer, blob);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Path copy = blob.resolveSibling(blob.getFileName() + ".kintsugi.copy");
            Files.copy(blob, copy, StandardCopyOption.REPLACE_EXISTING);
            Files.move(copy, pointer, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Writes that {@code id}'s revision stands at {@code commit}; last of all, when the snapshot is whole. */
    void writeRef(RepositoryId id, String commit) throws IOException {
        if (id.isCommit()) {
            return;
        }
        Path ref = ref(id);
        Files.createDirectories(ref.getParent());
        Path written = Files.createTempFile(folder(id), "ref", ".tmp");
        Files.writeString(written, commit);
        Files.move(written, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Returns the ETag that a file of a snapshot is named by, if it is a link to a blob. */
    static Optional<String> etag(Path pointer) {
        try {
            return Files.isSymbolicLink(pointer) && Files.exists(pointer, new LinkOption[0])
                    ? Optional.of(Files.readSymbolicLink(pointer).getFileName().toString())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
