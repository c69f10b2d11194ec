package dev.kintsugi.core.error;

/** Checks of settings that name the subject, the value found and what is allowed. */
public final class Check {
    private Check() {}

    /** Returns {@code value} if it is greater than 0. */
    public static int positive(String subject, int value) {
        if (value <= 0) {
            throw new ConfigException(subject + " must be greater than 0, but was " + value);
        }
        return value;
    }

    /** Returns {@code value} if it is finite and greater than 0. */
    public static double positive(String subject, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new ConfigException(subject + " must be greater than 0, but was " + value);
        }
        return value;
    }

    /** Returns {@code value} if it is finite and 0 or more. */
    public static double notNegative(String subject, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new ConfigException(subject + " must be 0 or more, but was " + value);
        }
        return value;
    }

    /** Returns {@code value} if it is 0 or more. */
    public static int notNegative(String subject, int value) {
        if (value < 0) {
            throw new ConfigException(subject + " must be 0 or more, but was " + value);
        }
        return value;
    }

    /** Returns {@code value} if it lies in {@code [low, high]}. */
    public static double within(String subject, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new ConfigException(subject + " must lie in [" + low + ", " + high + "], but was " + value);
        }
        return value;
    }
}
