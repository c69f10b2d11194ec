package dev.kintsugi.cli.output;

import java.util.Locale;

/** How a command prints what it found. */
public enum OutputFormat {
    /** Columns for people. */
    TABLE,
    /** One JSON document for programs. */
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
