package dev.kintsugi.cli.data;

import dev.kintsugi.engine.partition.ClientTable;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The client × class map as a picture: the fuller the cell, the more rows; a bar shows the size of the client. */
final class ClientMapSvg {
    private static final int MOST_CLIENTS = 200;
    private static final int MOST_HEADINGS = 60;
    private static final int ROW = 16;
    private static final int BAR = 120;

    private ClientMapSvg() {}

    /** Returns a file of its own, with its own colours for light and dark. */
    static String standalone(ClientTable table) {
        String style = "<style>svg{color-scheme:light dark;--ink:#1d2430;--accent:#8a5a00;--grid:#d9d5cc}"
                + "@media(prefers-color-scheme:dark){svg{--ink:#e8e6e1;--accent:#e0b04a;--grid:#3c4048}}</style>";
        return svg(table, style);
    }

    /**
     * Returns the picture for a page.
     *
     * @param style a style element, or nothing where the page has the colours {@code --ink}, {@code --accent} and
     *     {@code --grid}
     */
    static String svg(ClientTable table, String style) {
        int[] shown = pick(table.rows().size());
        int classes = table.classNames().size();
        int cell = classes <= 30 ? 22 : classes <= MOST_HEADINGS ? 14 : Math.max(3, 840 / classes);
        boolean headings = classes <= MOST_HEADINGS;
        int left = 10
                + 7 * longest(table.rows().stream().map(ClientTable.Row::client).toList());
        int top = headings ? 16 + (int) (5.2 * Math.min(24, longest(table.classNames()))) : 20;
        int width = left + cell * classes + 14 + BAR + 50 + (headings ? 40 : 0);
        int height = top + ROW * shown.length + 24;
        int most = Math.max(1, table.largestCount());
        int largest =
                table.rows().stream().mapToInt(ClientTable.Row::size).max().orElse(1);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " aria-label=\"Rows per client and class\" font-family=\"system-ui, sans-serif\""
                        + " font-size=\"11\">%s\n",
                width,
                height,
                width,
                height,
                style));
        if (headings) {
            for (int label = 0; label < classes; label++) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<text transform=\"translate(%d %d) rotate(-50)\" fill=\"var(--ink)\">%s</text>\n",
                        left + cell * label + cell / 2 + 3,
                        top - 6,
                        escape(shorten(table.classNames().get(label)))));
            }
        } else {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" fill=\"var(--ink)\">%d classes</text>\n",
                    left,
                    top - 7,
                    classes));
        }
        for (int at = 0; at < shown.length; at++) {
            client(svg, table, table.rows().get(shown[at]), left, top + ROW * at, cell, most, largest);
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" fill=\"var(--ink)\" opacity=\".7\">full cell: %d rows%s</text>\n</svg>\n",
                left,
                height - 7,
                most,
                shown.length < table.rows().size()
                        ? "; " + shown.length + " of " + table.rows().size() + " clients, evenly picked"
                        : ""));
        return svg.toString();
    }

    private static void client(
            StringBuilder svg,
            ClientTable table,
            ClientTable.Row row,
            int left,
            int y,
            int cell,
            int most,
            int largest) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"var(--ink)\">%s</text>",
                left - 6,
                y + 12,
                escape(row.client())));
        int right = left + cell * row.classes().size();
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"var(--grid)\" opacity=\".35\"/>",
                left,
                y,
                right - left,
                ROW - 2));
        for (int label = 0; label < row.classes().size(); label++) {
            int count = row.classes().get(label);
            if (count > 0) {
                // The square root keeps small counts visible beside large ones.
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"var(--accent)\" fill-opacity=\"%.2f\">"
                                + "<title>%s, %s: %d rows</title></rect>",
                        left + cell * label,
                        y,
                        cell > 4 ? cell - 1 : cell,
                        ROW - 2,
                        0.08 + 0.92 * Math.sqrt(count / (double) most),
                        escape(row.client()),
                        escape(table.classNames().get(label)),
                        count));
            }
        }
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"var(--ink)\" opacity=\".3\"/>"
                        + "<text x=\"%.1f\" y=\"%d\" fill=\"var(--ink)\">%d</text>\n",
                right + 14,
                y,
                BAR * row.size() / (double) largest,
                ROW - 2,
                right + 18 + BAR * row.size() / (double) largest,
                y + 12,
                row.size()));
    }

    private static int[] pick(int clients) {
        int shown = Math.min(MOST_CLIENTS, clients);
        return IntStream.range(0, shown)
                .map(at -> (int) ((long) at * clients / shown))
                .toArray();
    }

    private static int longest(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String shorten(String name) {
        return name.length() > 24 ? name.substring(0, 23) + "…" : name;
    }

    /** Returns the text as it may stand in HTML and SVG. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
