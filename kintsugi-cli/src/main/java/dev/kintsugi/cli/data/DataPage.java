package dev.kintsugi.cli.data;

import static dev.kintsugi.cli.data.ClientMapSvg.escape;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.Split;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** A self-contained page of a data source: the client × class map and a few samples of each class. */
final class DataPage {
    private static final int MOST_CLASSES = 40;
    private static final int SAMPLES = 6;
    private static final int LARGEST_SIDE = 128;
    private static final int LONGEST_TEXT = 140;

    private static final String STYLE = """
            :root{color-scheme:light dark;--ground:#faf8f4;--ink:#1d2430;--accent:#8a5a00;--grid:#d9d5cc}
            @media(prefers-color-scheme:dark){:root{--ground:#16181d;--ink:#e8e6e1;--accent:#e0b04a;--grid:#3c4048}}
            body{margin:0 auto;max-width:75rem;padding:1.2rem;background:var(--ground);color:var(--ink);
            font:15px/1.5 system-ui,sans-serif}
            h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.15rem;margin:1.6rem 0 .4rem}
            h3{font-size:1rem;margin:1rem 0 .3rem;border-bottom:1px solid var(--grid)}
            code{font-size:.85em;overflow-wrap:anywhere}.wide{overflow-x:auto}
            .samples{display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:.7rem}
            figure{margin:0}img{width:100%;max-width:9rem;aspect-ratio:1;object-fit:contain;background:var(--grid)}
            figcaption,figure div{font-size:.8rem;line-height:1.3;overflow-wrap:anywhere}.none{opacity:.6;font-style:italic}
            """;

    private DataPage() {}

    static String html(ShownData shown) {
        DataSource source = shown.source();
        StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>");
        page.append(escape(source.name()))
                .append("</title><style>\n")
                .append(STYLE)
                .append("</style></head><body>\n");
        page.append("<h1>").append(escape(source.name())).append("</h1>\n<p>");
        List<String> sizes = new ArrayList<>();
        for (String name : ShownData.SPLITS) {
            sizes.add(source.split(name).rows() + " " + name);
        }
        page.append(source.classNames().size()).append(" classes; rows: ").append(String.join(", ", sizes));
        page.append("; prompt “").append(escape(source.promptTemplate())).append("”<br><code>SHA-256 ");
        page.append(source.contentHash()).append("</code></p>\n<h2>Clients and classes</h2>\n<p>");
        page.append(escape(DataShow.repairs(shown).map(text -> text + ". ").orElse("")));
        page.append(escape(DataShow.summary(shown))).append("</p>\n<div class=\"wide\">");
        page.append(ClientMapSvg.svg(shown.clients(), "")).append("</div>\n");
        if (DataShow.hasHoles(shown)) {
            page.append("<h2>Clients and presence</h2>\n<p>").append(escape(DataShow.presenceSummary(shown)));
            page.append("</p>\n<div class=\"wide\">").append(PresenceSvg.svg(shown.presence()));
            page.append("</div>\n");
        }
        page.append("<h2>Samples of training</h2>\n");
        samples(source.split(DataSource.TRAIN), source.classNames(), page);
        return page.append("</body></html>\n").toString();
    }

    private static void samples(Split split, List<String> classNames, StringBuilder page) {
        int[][] first = firstRows(split.examples(), classNames.size());
        for (int label = 0; label < Math.min(MOST_CLASSES, classNames.size()); label++) {
            page.append("<h3>").append(escape(classNames.get(label))).append("</h3><div class=\"samples\">\n");
            for (int row : first[label]) {
                sample(split, row, page);
            }
            page.append("</div>\n");
        }
        if (classNames.size() > MOST_CLASSES) {
            page.append("<p>The first ").append(MOST_CLASSES).append(" of ").append(classNames.size());
            page.append(" classes.</p>\n");
        }
    }

    private static void sample(Split split, int row, StringBuilder page) {
        ExampleTable examples = split.examples();
        page.append("<figure>");
        if (examples.presence().has(row, Modality.IMAGE)) {
            page.append("<img alt=\"\" src=\"data:image/png;base64,")
                    .append(png(split.image(row)))
                    .append("\">");
        } else if (examples.presence().modalities().contains(Modality.IMAGE)) {
            page.append("<p class=\"none\">no image</p>");
        }
        for (Modality modality : examples.presence().modalities()) {
            if (!modality.equals(Modality.IMAGE) && !modality.equals(Modality.TEXT)) {
                signal(split, row, modality, page);
            }
        }
        page.append("<figcaption>");
        if (examples.presence().has(row, Modality.TEXT)) {
            String text = split.text(row);
            page.append(escape(text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text));
        } else if (examples.presence().modalities().contains(Modality.TEXT)) {
            page.append("<span class=\"none\">no text</span>");
        } else {
            page.append(escape(examples.ids().get(row)));
        }
        page.append("</figcaption></figure>\n");
    }

    private static void signal(Split split, int row, Modality modality, StringBuilder page) {
        if (!split.examples().presence().has(row, modality)) {
            page.append("<p class=\"none\">no ").append(escape(modality.name())).append("</p>");
            return;
        }
        Signal signal = split.signal(row, modality);
        page.append("<div>").append(SignalSvg.svg(signal)).append("<br>");
        page.append(String.format(
                Locale.ROOT,
                "%s, %.2f s%s</div>",
                escape(modality.name()),
                signal.length() / signal.rate(),
                signal.channels() > 1 ? ", " + signal.channels() + " channels" : ""));
    }

    /** Returns the first few rows of each class, {@code [classes, up to SAMPLES]}. */
    private static int[][] firstRows(ExampleTable examples, int classes) {
        int[][] rows = new int[classes][0];
        for (int row = 0; row < examples.rows(); row++) {
            for (int label : examples.targets().labels(row)) {
                if (rows[label].length < SAMPLES) {
                    rows[label] = Arrays.copyOf(rows[label], rows[label].length + 1);
                    rows[label][rows[label].length - 1] = row;
                }
            }
        }
        return rows;
    }

    private static String png(BufferedImage image) {
        double scale = Math.min(1, LARGEST_SIDE / (double) Math.max(image.getWidth(), image.getHeight()));
        BufferedImage small = image;
        if (scale < 1) {
            int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
            int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
            small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = small.createGraphics();
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(image, 0, 0, width, height, null);
            graphics.dispose();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(small, "png", bytes);
        } catch (IOException failure) {
            throw new StorageException("a sample image cannot be encoded: " + failure.getMessage(), failure);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
