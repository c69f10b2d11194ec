package dev.kintsugi.cli.report;

import java.util.Locale;

/** Numbers as people read them. */
final class Words {
    private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB"};

    private Words() {}

    /** Returns a share in [0, 1] in per cent, or a dash for NaN. */
    static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : "–";
    }

    /** Returns a size in decimal units: 1 kB is 1000 bytes. */
    static String bytes(double bytes) {
        if (!Double.isFinite(bytes)) {
            return "–";
        }
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        int decimals = unit == 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, BYTE_UNITS[unit]);
    }

    /** Returns a time in seconds, or in minutes and hours where it is long; a dash for NaN. */
    static String seconds(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "–";
        }
        if (seconds < 120) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    /** Returns the number with its noun, in the plural where needed. */
    static String count(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }
}
