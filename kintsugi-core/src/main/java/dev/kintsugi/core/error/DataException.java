package dev.kintsugi.core.error;

import org.jspecify.annotations.Nullable;

/** A data source, a sample or a label cannot be used as it is. */
public final class DataException extends KintsugiException {
    private static final long serialVersionUID = 1L;

    /** Creates the error with its one-line message. */
    public DataException(String message) {
        this(message, null);
    }

    /** Creates the error with its one-line message and the failure that led to it. */
    public DataException(String message, @Nullable Throwable cause) {
        super(ExitCode.DATA, message, cause);
    }
}
