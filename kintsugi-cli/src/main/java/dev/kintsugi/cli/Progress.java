package dev.kintsugi.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how far a long piece of work is: a bar on a terminal, now and then a plain line otherwise.
 *
 * <p>May be advanced from several threads. Close it, so that the bar ends with a new line.
 */
public final class Progress implements AutoCloseable {
    private static final long BAR_INTERVAL = 100_000_000L;
    private static final long LINE_INTERVAL = 10_000_000_000L;
    private static final int BAR_WIDTH = 28;

    private final PrintWriter out;
    private final boolean terminal;
    private final int columns;
    private final LongSupplier nanoTime;
    private final String what;
    private final String unit;
    private final long total;
    private final long started;
    private long done;
    private long shown;
    private String note = "";
    private boolean open = true;

    private Progress(PrintWriter out, Terminal terminal, LongSupplier nanoTime, String what, String unit, long total) {
        this.out = out;
        this.terminal = terminal.interactive();
        this.columns = terminal.columns();
        this.nanoTime = nanoTime;
        this.what = what;
        this.unit = unit;
        this.total = total;
        this.started = nanoTime.getAsLong();
        this.shown = started - LINE_INTERVAL;
    }

    /**
     * Begins to show progress on the standard error.
     *
     * @param err writer of the standard error
     * @param what what is being done, such as {@code training}
     * @param unit what is counted, such as {@code rounds}
     * @param total how many there are; 0 if that is not known
     */
    public static Progress start(PrintWriter err, String what, String unit, long total) {
        return start(err, Terminal.ofStandardError(), System::nanoTime, what, unit, total);
    }

    static Progress start(
            PrintWriter err, Terminal terminal, LongSupplier nanoTime, String what, String unit, long total) {
        return new Progress(err, terminal, nanoTime, what, unit, total);
    }

    /** Counts {@code count} more as done. */
    public void advance(long count) {
        advance(count, "");
    }

    /**
     * Counts {@code count} more as done.
     *
     * @param latest a word about the latest, such as {@code loss=1.23}
     */
    public synchronized void advance(long count, String latest) {
        done += count;
        note = latest;
        long now = nanoTime.getAsLong();
        if (now - shown >= (terminal ? BAR_INTERVAL : LINE_INTERVAL)) {
            show(now);
        }
    }

    /** Prints a line of its own, above the bar. */
    public synchronized void println(String line) {
        if (terminal) {
            out.print("\r\u001b[K");
        }
        out.println(line);
        if (terminal) {
            show(nanoTime.getAsLong());
        }
        out.flush();
    }

    /** Shows the last state and ends the bar. */
    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            show(nanoTime.getAsLong());
            if (terminal) {
                out.println();
            }
            out.flush();
        }
    }

    private void show(long now) {
        shown = now;
        double seconds = (now - started) / 1e9;
        String suffix = note.isEmpty() ? "" : " " + note;
        if (!terminal) {
            out.println("progress=" + what + " done=" + done + (total > 0 ? " total=" + total : "") + " unit=" + unit
                    + String.format(Locale.ROOT, " seconds=%.1f", seconds) + suffix);
            out.flush();
            return;
        }
        String line = total > 0
                ? String.format(
                        Locale.ROOT, "%s %s %d/%d %s %s%s", what, bar(), done, total, unit, remaining(seconds), suffix)
                : String.format(Locale.ROOT, "%s %d %s %s%s", what, done, unit, clock(seconds), suffix);
        out.print("\r" + line.substring(0, Math.min(line.length(), columns - 1)) + "\u001b[K");
        out.flush();
    }

    private String bar() {
        int filled = (int) Math.min(BAR_WIDTH, done * BAR_WIDTH / total);
        return "[" + "=".repeat(filled) + " ".repeat(BAR_WIDTH - filled) + "]";
    }

    private String remaining(double seconds) {
        if (!open || done >= total) {
            return "in " + clock(seconds);
        }
        return done == 0 ? "" : clock(seconds * (total - done) / done) + " left";
    }

    private static String clock(double seconds) {
        long whole = Math.round(seconds);
        return whole >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }
}
