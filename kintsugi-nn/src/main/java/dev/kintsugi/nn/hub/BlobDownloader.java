package dev.kintsugi.nn.hub;

import dev.kintsugi.core.error.DownloadException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Downloads one file into a blob of the cache: into a partial file first, continued where an earlier attempt ended,
 * checked, and then moved in one step.
 *
 * <p>The partial file has a name of its own, not the {@code .incomplete} of Python: its lock is another one, and two
 * writers would spoil the file. Beside it stands the ETag of the answer that delivered the bytes; a range is asked for
 * with {@code If-Range}, so that a file that changed comes whole.
 */
final class BlobDownloader {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+|\\*)");
    private static final long REPORT_NANOS = Duration.ofMillis(100).toNanos();

    private final HubConnection connection;
    private final StatusErrors errors;
    private final Retries retries;
    private final TransferOptions options;
    private final TransferListener listener;

    BlobDownloader(
            HubConnection connection,
            StatusErrors errors,
            Retries retries,
            TransferOptions options,
            TransferListener listener) {
        this.connection = connection;
        this.errors = errors;
        this.retries = retries;
        this.options = options;
        this.listener = listener;
    }

    /** Returns the file in which an unfinished download of {@code blob} is kept. */
    static Path partial(Path blob) {
        return blob.resolveSibling(blob.getFileName() + ".kintsugi.incomplete");
    }

    private static Path etagOf(Path partial) {
        return partial.resolveSibling(partial.getFileName() + ".etag");
    }

    /**
     * Downloads, checks and moves.
     *
     * @throws DownloadException if that fails for good; a file with wrong bytes is removed, an unfinished one is kept
     */
    void download(RepositoryId repository, RemoteFile file, Path blob) throws IOException {
        Path partial = partial(blob);
        long resumed = size(partial);
        listener.started(file.name(), resumed, file.size());
        long started = System.nanoTime();
        boolean pieced = transfer(repository, file, partial, started);
        String found = file.digest().of(partial);
        if (!found.equals(file.digest().expected()) && pieced) {
            // The part of an earlier answer may be to blame; the whole file decides.
            discard(partial);
            listener.retrying(file.name() + ": the continued file has wrong bytes; from the start", Duration.ZERO);
            transfer(repository, file, partial, started);
            found = file.digest().of(partial);
        }
        if (!found.equals(file.digest().expected())) {
            discard(partial);
            throw new DownloadException(repository + ": " + file.name() + " has the "
                    + file.digest().kind().title() + " " + found + ", but the hub announced "
                    + file.digest().expected() + "; the file was removed, pull again");
        }
        Files.move(partial, blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        discard(partial);
        listener.finished(file.name(), file.size());
    }

    /** Returns whether the partial file is now pieced together from several answers. */
    private boolean transfer(RepositoryId repository, RemoteFile file, Path partial, long started) {
        String subject = repository + ": " + file.name();
        return retries.run(subject, () -> size(partial), () -> receive(repository, file, partial, started));
    }

    private boolean receive(RepositoryId repository, RemoteFile file, Path partial, long started)
            throws IOException, InterruptedException {
        long have = size(partial);
        if (have > file.size()) {
            discard(partial);
            have = 0;
        }
        if (have == file.size() && have > 0) {
            return true;
        }
        Map<String, String> headers = new HashMap<>();
        Path etagFile = etagOf(partial);
        if (have > 0) {
            headers.put("Range", "bytes=" + have + "-");
            if (Files.exists(etagFile)) {
                headers.put("If-Range", Files.readString(etagFile));
            }
        }
        HttpResponse<InputStream> response = connection.get(file.address(), headers);
        try (InputStream body = response.body()) {
            if (response.statusCode() == 416) {
                discard(partial);
                throw FailedRequest.of(response.uri(), "the range was refused; from the start", null);
            }
            errors.check(response, repository, repository + ": " + file.name());
            long start = 0;
            long total = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            if (response.statusCode() == 206) {
                start = checkedStart(response, partial, have);
                total = total < 0 ? -1 : start + total;
            }
            if (total >= 0 && total != file.size()) {
                discard(partial);
                throw new DownloadException(repository + ": " + file.name() + " should have " + file.size()
                        + " bytes by the hub's own account, but "
                        + response.uri().getAuthority() + " delivers "
                        + total);
            }
            rememberEtag(response, etagFile);
            append(response, body, repository, file, partial, new Position(start, started));
            return start > 0;
        }
    }

    /** Where in the file the bytes begin, and when the download began. */
    private record Position(long start, long startedNanos) {}

    private static long checkedStart(HttpResponse<?> response, Path partial, long have) throws IOException {
        Matcher range = CONTENT_RANGE.matcher(
                response.headers().firstValue("Content-Range").orElse(""));
        if (range.matches() && Long.parseLong(range.group(1)) == have) {
            return have;
        }
        discard(partial);
        throw FailedRequest.of(response.uri(), "it delivered another range than asked for; from the start", null);
    }

    private static void rememberEtag(HttpResponse<?> response, Path etagFile) throws IOException {
        String etag = response.headers().firstValue("ETag").orElse("");
        if (etag.startsWith("\"")) { // a weak one does not speak for single bytes
            Files.writeString(etagFile, etag);
        } else {
            Files.deleteIfExists(etagFile);
        }
    }

    private void append(
            HttpResponse<?> response,
            InputStream body,
            RepositoryId repository,
            RemoteFile file,
            Path partial,
            Position position)
            throws IOException {
        long done = position.start();
        long reported = 0;
        byte[] buffer = new byte[1 << 16];
        try (FileChannel out = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                StallGuard guard = new StallGuard(body, options.stallTimeout())) {
            out.truncate(done);
            out.position(done);
            for (int read = read(response, body, buffer, guard);
                    read >= 0;
                    read = read(response, body, buffer, guard)) {
                guard.touch();
                done += read;
                if (done > file.size()) {
                    out.close();
                    discard(partial);
                    throw new DownloadException(repository + ": " + file.name() + " should have " + file.size()
                            + " bytes by the hub's own account, but more arrive");
                }
                write(out, ByteBuffer.wrap(buffer, 0, read), partial);
                long now = System.nanoTime();
                if (now - reported > REPORT_NANOS) {
                    reported = now;
                    double seconds = Math.max(1e-3, (now - position.startedNanos()) * 1e-9);
                    listener.progress(file.name(), done, file.size(), (done - position.start()) / seconds);
                }
            }
            out.force(true);
        }
        if (done < file.size()) {
            throw FailedRequest.of(
                    response.uri(), "the connection was cut after " + done + " of " + file.size() + " bytes", null);
        }
    }

    private static int read(HttpResponse<?> response, InputStream body, byte[] buffer, StallGuard guard)
            throws FailedRequest {
        try {
            int read = body.read(buffer);
            if (guard.stalled()) {
                throw FailedRequest.of(response.uri(), "nothing more arrived", null);
            }
            return read;
        } catch (FailedRequest e) {
            throw e;
        } catch (IOException e) {
            String reason = guard.stalled() ? "nothing more arrived" : Retries.reason(e);
            throw FailedRequest.of(response.uri(), reason, e);
        }
    }

    private static void write(FileChannel out, ByteBuffer bytes, Path partial) {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw new DownloadException(
                    partial + ": cannot be written" + freeBytes(partial) + ": " + e.getMessage(), e);
        }
    }

    private static String freeBytes(Path file) {
        try {
            FileStore store = Files.getFileStore(file);
            return " (" + ByteSize.inWords(store.getUsableSpace()) + " free on that disk)";
        } catch (IOException e) {
            return "";
        }
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0; // asked again, and told, when the file is opened
        }
    }

    private static void discard(Path partial) throws IOException {
        Files.deleteIfExists(partial);
        Files.deleteIfExists(etagOf(partial));
    }
}
