package dev.kintsugi.core.error;

import org.jspecify.annotations.Nullable;

/** The user interrupted a run; what was done is in its last checkpoint. */
public final class InterruptedRunException extends KintsugiException {
    private static final long serialVersionUID = 1L;

    /** Creates the error with its one-line message. */
    public InterruptedRunException(String message) {
        this(message, null);
    }

    /** Creates the error with its one-line message and the failure that led to it. */
    public InterruptedRunException(String message, @Nullable Throwable cause) {
        super(ExitCode.INTERRUPTED, message, cause);
    }
}
