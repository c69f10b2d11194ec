package dev.kintsugi.cli.data;

import static dev.kintsugi.cli.data.ClientMapSvg.escape;

import dev.kintsugi.engine.missing.PresenceCounts;
import java.util.Locale;

/** The client × presence map as a picture for a page: a bar per client, a colour per pattern of presence. */
final class PresenceSvg {
    private static final int MOST_CLIENTS = 200;
    private static final int ROW = 16;
    private static final int BAR = 480;
    private static final int LEGEND_COLUMNS = 3;
    /** Gold for complete rows, then colours that also differ in lightness (Okabe and Ito, 2008). */
    private static final String[] COLOURS = {
        "#c8963e", "#0072b2", "#56b4e9", "#009e73", "#cc79a7", "#d55e00", "#7a5195", "#999999"
    };

    private PresenceSvg() {}

    /** Returns the picture; the page has the colour {@code --ink}. */
    static String svg(PresenceCounts presence) {
        int clients = presence.rows().size();
        int shown = Math.min(MOST_CLIENTS, clients);
        int left = 10
                + 7
                        * presence.rows().stream()
                                .mapToInt(row -> row.client().length())
                                .max()
                                .orElse(0);
        int legendRows = (presence.patterns().size() + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS;
        int top = 8 + ROW * legendRows;
        int width = left + BAR + 60;
        int height = top + ROW * shown + 24;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " aria-label=\"Rows per client by the modalities that they have\""
                        + " font-family=\"system-ui, sans-serif\" font-size=\"11\">\n",
                width,
                height,
                width,
                height));
        for (int pattern = 0; pattern < presence.patterns().size(); pattern++) {
            int x = left + pattern % LEGEND_COLUMNS * (BAR / LEGEND_COLUMNS);
            int y = ROW * (pattern / LEGEND_COLUMNS);
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"11\" height=\"11\" fill=\"%s\"/>"
                            + "<text x=\"%d\" y=\"%d\" fill=\"var(--ink)\">%s</text>\n",
                    x,
                    y,
                    colour(presence, pattern),
                    x + 16,
                    y + 10,
                    escape(presence.name(presence.patterns().get(pattern)))));
        }
        for (int at = 0; at < shown; at++) {
            client(svg, presence, (int) ((long) at * clients / shown), left, top + ROW * at);
        }
        if (shown < clients) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" fill=\"var(--ink)\" opacity=\".7\">%d of %d clients, evenly picked</text>\n",
                    left,
                    height - 7,
                    shown,
                    clients));
        }
        return svg.append("</svg>\n").toString();
    }

    private static void client(StringBuilder svg, PresenceCounts presence, int number, int left, int y) {
        PresenceCounts.Row row = presence.rows().get(number);
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"var(--ink)\">%s</text>",
                left - 6,
                y + 12,
                escape(row.client())));
        double x = left;
        for (int pattern = 0; pattern < row.counts().size(); pattern++) {
            int count = row.counts().get(pattern);
            if (count > 0) {
                double wide = BAR * count / (double) row.size();
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"><title>%s, %s: %d rows</title>"
                                + "</rect>",
                        x,
                        y,
                        wide,
                        ROW - 2,
                        colour(presence, pattern),
                        escape(row.client()),
                        escape(presence.name(presence.patterns().get(pattern))),
                        count));
                x += wide;
            }
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" fill=\"var(--ink)\">%d</text>\n",
                left + BAR + 8,
                y + 12,
                row.size()));
    }

    private static String colour(PresenceCounts presence, int pattern) {
        long mask = presence.patterns().get(pattern);
        if (Long.bitCount(mask) == presence.modalities().size()) {
            return COLOURS[0];
        }
        boolean hasComplete = Long.bitCount(presence.patterns().get(0))
                == presence.modalities().size();
        return COLOURS[1 + (pattern - (hasComplete ? 1 : 0)) % (COLOURS.length - 1)];
    }
}
