package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long SECOND = 1_000_000_000L;

    private final StringWriter text = new StringWriter();
    private long now = 5 * SECOND;

    @Test
    void lines_withoutTerminal_comeEveryTenSeconds() {
        try (Progress progress = start(false, 60, 40)) {
            for (int second = 0; second < 40; second++) {
                now += SECOND;
                progress.advance(1, "loss=1.5");
            }
        }

        // The first at once, then at seconds 11, 21 and 31, and the last when it is closed.
        assertThat(text.toString().lines())
                .containsExactly(
                        "progress=training done=1 total=40 unit=rounds seconds=1.0 loss=1.5",
                        "progress=training done=11 total=40 unit=rounds seconds=11.0 loss=1.5",
                        "progress=training done=21 total=40 unit=rounds seconds=21.0 loss=1.5",
                        "progress=training done=31 total=40 unit=rounds seconds=31.0 loss=1.5",
                        "progress=training done=40 total=40 unit=rounds seconds=40.0 loss=1.5");
    }

    @Test
    void bar_onATerminal_isWrittenAgain() {
        try (Progress progress = start(true, 100, 4)) {
            now += 10 * SECOND;
            progress.advance(1);
            now += SECOND / 100; // sooner than a tenth of a second: not shown
            progress.advance(1);
            now += 10 * SECOND;
            progress.advance(2);
        }

        assertThat(text.toString().replace("\u001b[K", "").split("\r|\n"))
                .containsExactly(
                        "",
                        // 1 of 4 in 10 s: 30 s are left; 28 columns hold 7 marks
                        "training [=======                     ] 1/4 rounds 0:30 left",
                        "training [============================] 4/4 rounds in 0:20",
                        "training [============================] 4/4 rounds in 0:20");
    }

    @Test
    void bar_onANarrowTerminal_isCut() {
        try (Progress progress = start(true, 20, 4)) {
            progress.advance(4, "a long note at the end");
        }

        assertThat(text.toString().replace("\u001b[K", "").split("\r|\n")).allMatch(line -> line.length() < 20);
    }

    @Test
    void count_ofUnknownTotal_hasNoBar() {
        try (Progress progress = start(true, 80, 0)) {
            now += 3700 * SECOND;
            progress.advance(12);
        }

        assertThat(text.toString()).contains("training 12 rounds 1:01:40");
    }

    @Test
    void line_aboveTheBar_standsAlone() {
        try (Progress progress = start(true, 80, 2)) {
            progress.println("client 3 failed");
        }

        assertThat(text.toString()).startsWith("\r\u001b[Kclient 3 failed\n\rtraining [");
    }

    private Progress start(boolean terminal, int columns, long total) {
        return Progress.start(
                new PrintWriter(text, true), new Terminal(terminal, columns), () -> now, "training", "rounds", total);
    }
}
