package dev.kintsugi.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.engine.checkpoint.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts style, scripts, the chart library and one JSON document into one page that loads nothing from elsewhere. */
final class PageTemplate {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");
    private static final String LIBRARY_PROPERTIES = "/META-INF/maven/org.mvnpm/echarts/pom.properties";
    private static final String LIBRARY_FILE = "/META-INF/resources/_static/echarts/%s/dist/echarts.min.js";

    private PageTemplate() {}

    /**
     * Writes a page, whole or not at all.
     *
     * @param script file of the script that draws the page out of {@code data}
     */
    static void write(Path file, String title, String summary, String script, JsonNode data) {
        Map<String, String> parts = Map.of(
                "title", escape(title),
                "summary", escape(summary),
                "style", text("page.css"),
                "library", library(),
                "common", text("page.js"),
                "script", text(script),
                "data", embed(data));
        Matcher matcher = PLACE.matcher(text("page.html"));
        StringBuilder page = new StringBuilder();
        while (matcher.find()) {
            String part = parts.get(matcher.group(1));
            if (part == null) {
                throw new IllegalStateException("page.html has the unknown place " + matcher.group());
            }
            matcher.appendReplacement(page, Matcher.quoteReplacement(part));
        }
        matcher.appendTail(page);
        AtomicFile.write(file, page.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the text with what has a meaning in HTML escaped. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /**
     * Returns JSON that can stand in a script element. These characters occur within strings only, where the escape
     * means the same.
     */
    static String embed(JsonNode data) {
        return data.toString()
                .replace("&", "\\u0026")
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    /** Returns the chart library, which has markup in strings that it never uses here. */
    static String library() {
        Properties properties = new Properties();
        try (InputStream stream = open(LIBRARY_PROPERTIES)) {
            properties.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text(String.format(LIBRARY_FILE, properties.getProperty("version")));
    }

    private static String text(String resource) {
        try (InputStream stream = open(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        InputStream stream = PageTemplate.class.getResourceAsStream(resource);
        if (stream == null) {
            throw new IllegalStateException("the resource " + resource + " is not on the class path");
        }
        return stream;
    }
}
