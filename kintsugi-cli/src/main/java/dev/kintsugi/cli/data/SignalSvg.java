package dev.kintsugi.cli.data;

import dev.kintsugi.core.data.Signal;
import java.util.List;
import java.util.Locale;

/** A sensor stream or a sound as a small picture, one line per channel on a common scale. */
final class SignalSvg {
    private static final int WIDTH = 144;
    private static final int HEIGHT = 56;
    private static final int MOST_CHANNELS = 6;
    private static final List<String> STROKES =
            List.of("var(--accent)", "var(--ink)", "#3a7ca5", "#6a994e", "#9b5094", "#bc4b51");

    private SignalSvg() {}

    static String svg(Signal signal) {
        int channels = Math.min(MOST_CHANNELS, signal.channels());
        float low = Float.MAX_VALUE;
        float high = -Float.MAX_VALUE;
        for (int i = 0; i < channels * signal.length(); i++) {
            low = Math.min(low, signal.values()[i]);
            high = Math.max(high, signal.values()[i]);
        }
        double range = high > low ? high - low : 1;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"%d channels\">",
                WIDTH,
                HEIGHT,
                WIDTH,
                HEIGHT,
                signal.channels()));
        for (int channel = 0; channel < channels; channel++) {
            svg.append("<polyline fill=\"none\" stroke-width=\"1\" stroke=\"")
                    .append(STROKES.get(channel))
                    .append("\" points=\"");
            int steps = Math.min(WIDTH, Math.max(1, signal.length()));
            for (int step = 0; step < steps; step++) {
                // Of many values that fall on one place, lowest and highest are drawn, so that a sound shows its hull.
                int from = channel * signal.length() + (int) ((long) step * signal.length() / steps);
                int to = channel * signal.length() + (int) ((step + 1L) * signal.length() / steps);
                float least = Float.MAX_VALUE;
                float most = -Float.MAX_VALUE;
                for (int i = from; i < to; i++) {
                    least = Math.min(least, signal.values()[i]);
                    most = Math.max(most, signal.values()[i]);
                }
                double x = steps == 1 ? 0 : (double) step * WIDTH / (steps - 1);
                svg.append(point(x, (most - low) / range));
                if (least < most) {
                    svg.append(point(x, (least - low) / range));
                }
            }
            svg.append("\"/>");
        }
        return svg.append("</svg>").toString();
    }

    private static String point(double x, double share) {
        return String.format(Locale.ROOT, "%.1f,%.1f ", x, HEIGHT - 2 - share * (HEIGHT - 4));
    }
}
