package dev.kintsugi.cli;

import dev.kintsugi.core.error.ExitCode;
import dev.kintsugi.core.error.KintsugiException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Tells an error in one line, with the page that explains it, and finds the exit code. */
final class ErrorReport {
    private final Kintsugi root;
    private final String folder;

    ErrorReport(Kintsugi root) {
        this(root, System.getProperty("java.io.tmpdir"));
    }

    /**
     * Creates a report.
     *
     * @param folder where stack traces of unexpected failures are written
     */
    ErrorReport(Kintsugi root, String folder) {
        this.root = root;
        this.folder = folder;
    }

    /** Prints {@code failure} and returns its exit code. */
    int failure(Throwable failure, PrintWriter err) {
        KintsugiException expected = find(failure, KintsugiException.class);
        UnsatisfiedLinkError natives = find(failure, UnsatisfiedLinkError.class);
        ExitCode code;
        if (expected != null) {
            code = expected.exitCode();
            err.println("error: " + oneLine(expected.getMessage()));
        } else if (natives != null) {
            code = ExitCode.PLATFORM;
            err.println("error: the native libraries cannot be loaded: " + oneLine(natives.getMessage()));
        } else {
            code = ExitCode.INTERNAL;
            err.println(
                    "error: unexpected " + failure.getClass().getSimpleName() + ": " + oneLine(failure.getMessage()));
            if (!root.stackTrace) {
                err.println("stack trace: " + write(failure));
            }
        }
        err.println("see " + page(code));
        if (root.stackTrace) {
            failure.printStackTrace(err);
        }
        err.flush();
        return code.code();
    }

    /** Returns the page of an exit code: below the launcher's folder, seen from the working directory. */
    static String page(ExitCode code) {
        String page = "docs/errors/" + code.code() + ".md";
        String home = System.getProperty("kintsugi.home");
        if (home == null) {
            return page;
        }
        Path file = Path.of(home).resolve(page).normalize();
        Path here = Path.of("").toAbsolutePath();
        return file.startsWith(here) ? here.relativize(file).toString() : file.toString();
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static String oneLine(@Nullable String message) {
        return message == null ? "no message" : message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    /**
     * Writes the stack trace to a file and returns its name, or why there is none; the trace is never printed unasked.
     */
    private String write(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        try {
            Path file = Files.createTempFile(Path.of(folder), "kintsugi-error-", ".txt");
            Files.writeString(file, trace.toString());
            return file.toString();
        } catch (IOException | InvalidPathException e) {
            return "cannot be written into '" + folder + "' (" + e.getClass().getSimpleName()
                    + "); repeat with --stacktrace to see it";
        }
    }
}
