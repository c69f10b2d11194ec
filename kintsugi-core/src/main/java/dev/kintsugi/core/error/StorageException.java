package dev.kintsugi.core.error;

import org.jspecify.annotations.Nullable;

/** A file or folder of a run cannot be written or read. */
public final class StorageException extends KintsugiException {
    private static final long serialVersionUID = 1L;

    /** Creates the error with its one-line message. */
    public StorageException(String message) {
        this(message, null);
    }

    /** Creates the error with its one-line message and the failure that led to it. */
    public StorageException(String message, @Nullable Throwable cause) {
        super(ExitCode.STORAGE, message, cause);
    }
}
