package dev.kintsugi.core.error;

import org.jspecify.annotations.Nullable;

/** A download failed or delivered something else than announced. */
public final class DownloadException extends KintsugiException {
    private static final long serialVersionUID = 1L;

    /** Creates the error with its one-line message. */
    public DownloadException(String message) {
        this(message, null);
    }

    /** Creates the error with its one-line message and the failure that led to it. */
    public DownloadException(String message, @Nullable Throwable cause) {
        super(ExitCode.DOWNLOAD, message, cause);
    }
}
