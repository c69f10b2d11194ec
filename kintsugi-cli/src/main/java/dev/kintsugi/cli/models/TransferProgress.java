package dev.kintsugi.cli.models;

import dev.kintsugi.nn.hub.ByteSize;
import dev.kintsugi.nn.hub.TransferListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Shows a download: a bar that moves on a terminal, a line for every tenth otherwise. */
public final class TransferProgress implements TransferListener {
    private static final int BAR = 24;

    private final PrintWriter out;
    private final boolean terminal;
    private int lastTenth;
    private boolean barOpen;

    /**
     * Creates the display.
     *
     * @param terminal whether a line can be written over
     */
    public TransferProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void started(String file, long resumedBytes, long totalBytes) {
        lastTenth = (int) (10 * resumedBytes / Math.max(1, totalBytes));
        if (!terminal || resumedBytes > 0) {
            line(file + ": " + ByteSize.inWords(totalBytes)
                    + (resumedBytes > 0 ? ", going on from " + ByteSize.inWords(resumedBytes) : ""));
        }
    }

    @Override
    public void progress(String file, long doneBytes, long totalBytes, double bytesPerSecond) {
        String numbers = String.format(
                Locale.ROOT,
                "%3d %%  %s of %s  %s/s",
                100 * doneBytes / Math.max(1, totalBytes),
                ByteSize.inWords(doneBytes),
                ByteSize.inWords(totalBytes),
                ByteSize.inWords((long) bytesPerSecond));
        if (terminal) {
            int filled = (int) (BAR * doneBytes / Math.max(1, totalBytes));
            long secondsLeft = (long) ((totalBytes - doneBytes) / Math.max(1, bytesPerSecond));
            out.print("\r" + file + "  [" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]  " + numbers + "  "
                    + secondsLeft + " s left  ");
            out.flush();
            barOpen = true;
        } else if (doneBytes < totalBytes && (int) (10 * doneBytes / Math.max(1, totalBytes)) > lastTenth) {
            lastTenth = (int) (10 * doneBytes / Math.max(1, totalBytes));
            line(file + ": " + numbers.strip());
        }
    }

    @Override
    public void finished(String file, long totalBytes) {
        line(file + ": " + ByteSize.inWords(totalBytes) + ", checked");
    }

    @Override
    public void retrying(String reason, Duration pause) {
        line(reason + "; trying again" + (pause.isZero() ? "" : " in " + pause.toMillis() / 1000.0 + " s"));
    }

    @Override
    public void waiting(String file) {
        line(file + ": another pull is downloading it; waiting");
    }

    private void line(String text) {
        if (barOpen) {
            out.print("\r\u001b[K"); // what the bar wrote is longer than most lines
            barOpen = false;
        }
        out.println(text);
        out.flush();
    }
}
