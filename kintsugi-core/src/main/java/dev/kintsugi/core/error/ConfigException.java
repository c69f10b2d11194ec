package dev.kintsugi.core.error;

import org.jspecify.annotations.Nullable;

/** A setting is unknown, of the wrong type or out of range. */
public final class ConfigException extends KintsugiException {
    private static final long serialVersionUID = 1L;

    /** Creates the error with its one-line message. */
    public ConfigException(String message) {
        this(message, null);
    }

    /** Creates the error with its one-line message and the failure that led to it. */
    public ConfigException(String message, @Nullable Throwable cause) {
        super(ExitCode.CONFIGURATION, message, cause);
    }
}
