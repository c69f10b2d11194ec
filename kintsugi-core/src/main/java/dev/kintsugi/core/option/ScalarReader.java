package dev.kintsugi.core.option;

import dev.kintsugi.core.error.ConfigException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads single values: numbers, truth values, texts and names of enums. */
final class ScalarReader {
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+(_[0-9]+)*");
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?([0-9]+(_[0-9]+)*(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

    private ScalarReader() {}

    static String text(Setting setting) {
        if (setting instanceof Setting.Scalar scalar && !setting.isNull()) {
            return scalar.text();
        }
        throw expected("a text", setting);
    }

    static boolean truth(Setting setting) {
        if (setting instanceof Setting.Scalar scalar && !scalar.quoted()) {
            if (scalar.text().equals("true")) {
                return true;
            }
            if (scalar.text().equals("false")) {
                return false;
            }
        }
        throw expected("true or false", setting);
    }

    static long whole(Setting setting, long least, long greatest) {
        if (setting instanceof Setting.Scalar scalar
                && !scalar.quoted()
                && WHOLE.matcher(scalar.text()).matches()) {
            try {
                long value = Long.parseLong(scalar.text().replace("_", ""));
                if (value >= least && value <= greatest) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // More digits than a long has: told below, like any number out of range.
            }
            throw setting.place()
                    .error("expected a whole number from " + least + " to " + greatest + ", but found "
                            + setting.describe());
        }
        throw expected("a whole number", setting);
    }

    static double number(Setting setting) {
        if (setting instanceof Setting.Scalar scalar) {
            if (!scalar.quoted() && NUMBER.matcher(scalar.text()).matches()) {
                return Double.parseDouble(scalar.text().replace("_", ""));
            }
            // JSON has no infinity; it is written there in quotes.
            if (scalar.text().equals(".inf") || scalar.text().equals("Infinity")) {
                return Double.POSITIVE_INFINITY;
            }
            if (scalar.text().equals("-.inf") || scalar.text().equals("-Infinity")) {
                return Double.NEGATIVE_INFINITY;
            }
        }
        throw expected("a number", setting);
    }

    /** Returns the scalar as whole number, number, truth value, null or text, whichever it looks like. */
    static @Nullable Object natural(Setting.Scalar scalar) {
        if (scalar.quoted()) {
            return scalar.text();
        } else if (scalar.isNull()) {
            return null;
        } else if (scalar.text().equals("true") || scalar.text().equals("false")) {
            return scalar.text().equals("true");
        } else if (WHOLE.matcher(scalar.text()).matches() && scalar.text().length() < 19) {
            return whole(scalar, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        return NUMBER.matcher(scalar.text()).matches() ? (Object) number(scalar) : scalar.text();
    }

    static Object constant(Setting setting, Class<?> enumType) {
        List<String> names = OptionTypes.constants(enumType);
        if (!(setting instanceof Setting.Scalar scalar) || setting.isNull()) {
            throw expected("one of " + String.join(", ", names), setting);
        }
        int index = names.indexOf(scalar.text());
        if (index < 0) {
            throw setting.place().error(NearestName.notKnown("value", scalar.text(), names));
        }
        return enumType.getEnumConstants()[index];
    }

    static ConfigException expected(String what, Setting setting) {
        return setting.place().error("expected " + what + ", but found " + setting.describe());
    }
}
