package dev.kintsugi.core.option;

import java.util.Locale;

/** The spelling of keys and names in experiment files: {@code localEpochs} is written {@code local-epochs}. */
public final class KebabCase {
    private KebabCase() {}

    /** Returns the key of a record component: a hyphen before each capital, all in lower case. */
    public static String key(String componentName) {
        return componentName.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** Returns the name of an enum constant: {@code WITH_REPLACEMENT} is written {@code with-replacement}. */
    public static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
