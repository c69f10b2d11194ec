package dev.kintsugi.core.error;

import org.jspecify.annotations.Nullable;

/**
 * Root of everything that Kintsugi throws on purpose. The message is one line: place, subject, what was found, what is
 * allowed.
 */
public abstract sealed class KintsugiException extends RuntimeException
        permits ConfigException,
                DataException,
                WeightsException,
                ShapeException,
                ModelException,
                DownloadException,
                ClientFailedException,
                StorageException,
                PlatformException,
                InterruptedRunException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    KintsugiException(ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Returns the exit code of this kind of error. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
