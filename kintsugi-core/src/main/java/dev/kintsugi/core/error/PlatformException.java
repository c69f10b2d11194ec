package dev.kintsugi.core.error;

import org.jspecify.annotations.Nullable;

/** This platform has no native libraries. */
public final class PlatformException extends KintsugiException {
    private static final long serialVersionUID = 1L;

    /** Creates the error with its one-line message. */
    public PlatformException(String message) {
        this(message, null);
    }

    /** Creates the error with its one-line message and the failure that led to it. */
    public PlatformException(String message, @Nullable Throwable cause) {
        super(ExitCode.PLATFORM, message, cause);
    }
}
