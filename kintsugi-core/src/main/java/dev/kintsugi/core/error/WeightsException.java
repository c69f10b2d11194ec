package dev.kintsugi.core.error;

import org.jspecify.annotations.Nullable;

/** A weight file is missing, truncated or malformed. */
public final class WeightsException extends KintsugiException {
    private static final long serialVersionUID = 1L;

    /** Creates the error with its one-line message. */
    public WeightsException(String message) {
        this(message, null);
    }

    /** Creates the error with its one-line message and the failure that led to it. */
    public WeightsException(String message, @Nullable Throwable cause) {
        super(ExitCode.WEIGHTS, message, cause);
    }
}
