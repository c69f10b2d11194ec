package dev.kintsugi.core.option;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/** The types of options. */
final class OptionTypes {
    private OptionTypes() {}

    static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }
}
