package dev.kintsugi.core.option;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The types of options, and their names as a user reads them. */
final class OptionTypes {
    private static final Map<Class<?>, String> NAMES = Map.of(
            int.class, "whole number",
            Integer.class, "whole number",
            long.class, "whole number",
            Long.class, "whole number",
            double.class, "number",
            Double.class, "number",
            boolean.class, "true or false",
            Boolean.class, "true or false",
            String.class, "text");

    private OptionTypes() {}

    static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    /** Returns whether {@code type} is {@code container} of something. */
    static boolean isContainer(Type type, Class<?> container) {
        return type instanceof ParameterizedType parameterized && parameterized.getRawType() == container;
    }

    /** Returns the class that is described in a list, an optional or a map, or the class itself. */
    static Class<?> element(Type type) {
        if (type instanceof ParameterizedType) {
            return element(argument(type, isContainer(type, Map.class) ? 1 : 0));
        }
        return (Class<?>) type;
    }

    /** Returns the type in words, such as {@code list of whole number}. */
    static String describe(Type type) {
        if (isContainer(type, Optional.class)) {
            return describe(argument(type, 0));
        } else if (isContainer(type, List.class)) {
            return "list of " + describe(argument(type, 0));
        } else if (isContainer(type, Map.class)) {
            return "section of " + describe(argument(type, 1));
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            return String.join(" | ", constants(raw));
        } else if (OptionFamily.isFamily(raw)) {
            return "kind: " + String.join(" | ", OptionFamily.kinds(raw).keySet());
        }
        return NAMES.getOrDefault(raw, "section");
    }

    /** Returns the names of an enum's constants. */
    static List<String> constants(Class<?> enumType) {
        List<String> names = new ArrayList<>();
        for (Object constant : enumType.getEnumConstants()) {
            names.add(KebabCase.name((Enum<?>) constant));
        }
        return names;
    }
}
