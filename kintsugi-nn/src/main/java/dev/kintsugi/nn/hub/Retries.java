package dev.kintsugi.nn.hub;

import dev.kintsugi.core.error.DownloadException;
import dev.kintsugi.core.error.InterruptedRunException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLHandshakeException;

/** Repeats what failed, with growing pauses and a bound. */
final class Retries {
    /** Bytes after which a transfer counts as alive, so that a long file may be cut often. */
    private static final long PROGRESS_BYTES = 1 << 20;

    private final TransferOptions options;
    private final TransferListener listener;

    /** Something that may fail. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException, InterruptedException;
    }

    Retries(TransferOptions options, TransferListener listener) {
        this.options = options;
        this.listener = listener;
    }

    /** Returns the result of the first attempt that succeeds; no attempt leaves anything behind that counts. */
    <T> T run(String subject, Attempt<T> attempt) {
        return run(subject, () -> 0, attempt);
    }

    /**
     * Returns the result of the first attempt that succeeds.
     *
     * @param progress bytes that are safe by now; growth makes the count of failures start again
     * @throws DownloadException if the attempts are used up or another one cannot help
     */
    <T> T run(String subject, LongSupplier progress, Attempt<T> attempt) {
        int failures = 0;
        long safeBytes = progress.getAsLong();
        try {
            while (true) {
                try {
                    return attempt.run();
                } catch (FailedRequest e) {
                    refuseHopeless(subject, e);
                    if (progress.getAsLong() - safeBytes >= PROGRESS_BYTES) {
                        failures = 0;
                    }
                    safeBytes = progress.getAsLong();
                    failures++;
                    if (failures >= options.attempts()) {
                        throw new DownloadException(
                                subject + ": gave up on " + e.host() + " after " + failures
                                        + " attempts in a row; the last time " + e.getMessage()
                                        + "; pull again later, what has arrived is kept",
                                e);
                    }
                    Duration pause = e.pause().orElse(options.delay(failures));
                    pause = pause.compareTo(options.longestDelay()) > 0 ? options.longestDelay() : pause;
                    listener.retrying(e.host() + ": " + e.getMessage(), pause);
                    options.sleeper().sleep(pause);
                } catch (IOException e) {
                    throw new DownloadException(subject + ": cannot be downloaded: " + e.getMessage(), e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException(subject + ": the download was interrupted; what has arrived is kept", e);
        }
    }

    private static void refuseHopeless(String subject, FailedRequest failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                throw new DownloadException(
                        subject + ": the host " + failure.host()
                                + " is not known here; check the network, the proxy settings and HF_ENDPOINT",
                        failure);
            }
            if (cause instanceof SSLHandshakeException) {
                throw new DownloadException(
                        subject + ": no safe connection to " + failure.host() + ": " + cause.getMessage(), failure);
            }
        }
    }

    /** Returns what went wrong with a connection, in words. */
    static String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return "the connection was refused or is not possible; check the network and HF_ENDPOINT";
            }
        }
        String message = failure.getMessage();
        return "the connection broke" + (message == null ? "" : " (" + message + ")");
    }
}
