package dev.kintsugi.core.error;

import org.jspecify.annotations.Nullable;

/** A model is not at hand or does not fit what is asked of it. */
public final class ModelException extends KintsugiException {
    private static final long serialVersionUID = 1L;

    /** Creates the error with its one-line message. */
    public ModelException(String message) {
        this(message, null);
    }

    /** Creates the error with its one-line message and the failure that led to it. */
    public ModelException(String message, @Nullable Throwable cause) {
        super(ExitCode.MODEL, message, cause);
    }
}
