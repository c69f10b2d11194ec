package dev.kintsugi.nn.hub;

import java.time.Duration;

/** Is told how a download goes. Called from the downloading thread, at most some ten times a second. */
public interface TransferListener {
    /** Hears nothing. */
    TransferListener SILENT = new TransferListener() {};

    /**
     * A file is about to be downloaded.
     *
     * @param resumedBytes bytes that an earlier attempt left
     */
    default void started(String file, long resumedBytes, long totalBytes) {}

    /**
     * Bytes arrived.
     *
     * @param bytesPerSecond mean rate since the file was started
     */
    default void progress(String file, long doneBytes, long totalBytes, double bytesPerSecond) {}

    /** A file is complete and checked. */
    default void finished(String file, long totalBytes) {}

    /** A request failed and will be repeated after a pause. */
    default void retrying(String reason, Duration pause) {}

    /** Another process or thread downloads the same file; waiting for it. */
    default void waiting(String file) {}
}
