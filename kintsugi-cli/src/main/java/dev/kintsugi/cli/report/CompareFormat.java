package dev.kintsugi.cli.report;

import java.nio.file.Path;
import java.util.Locale;

/** How a comparison is printed. */
public enum CompareFormat {
    /** Columns for people. */
    TABLE,
    /** One JSON document, the same as {@code summary.json}. */
    JSON,
    /** Comma-separated values with all digits. */
    CSV,
    /** A table in GitHub's Markdown. */
    MARKDOWN;

    /**
     * Returns the comparison in this format.
     *
     * @param base JSON names run folders relative to it
     */
    public String print(Comparison comparison, Path base) {
        ComparisonTable table = new ComparisonTable(comparison);
        return switch (this) {
            case TABLE -> table.text();
            case JSON -> ComparisonSummary.json(comparison, base).toPrettyString() + "\n";
            case CSV -> table.csv();
            case MARKDOWN -> table.markdown();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
