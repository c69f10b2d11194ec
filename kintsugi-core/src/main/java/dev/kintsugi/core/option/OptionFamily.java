package dev.kintsugi.core.option;

import java.util.LinkedHashMap;
import java.util.Map;

/** What reflection knows of a sealed family of options records: the record of each kind, in the order permitted. */
final class OptionFamily {
    /** The key that chooses the kind. */
    static final String KIND = "kind";

    private OptionFamily() {}

    static boolean isFamily(Class<?> type) {
        // An enum whose constants have bodies is sealed, too.
        return type.isInterface() && type.isSealed() && type != Setting.class;
    }

    static Map<String, Class<?>> kinds(Class<?> family) {
        Map<String, Class<?>> kinds = new LinkedHashMap<>();
        collect(family, kinds);
        return kinds;
    }

    /** Returns the kind that {@code member} carries. */
    static String kindOf(Class<?> member) {
        return kind(member).value();
    }

    static Kind kind(Class<?> member) {
        Kind kind = member.getAnnotation(Kind.class);
        if (kind == null) {
            throw new IllegalStateException(member.getName() + " has no @Kind: every member of a family has a name");
        }
        return kind;
    }

    private static void collect(Class<?> type, Map<String, Class<?>> kinds) {
        for (Class<?> member : type.getPermittedSubclasses()) {
            if (member.isSealed()) {
                collect(member, kinds);
            } else if (kinds.put(kindOf(member), member) != null) {
                throw new IllegalStateException("kind '" + kindOf(member) + "' occurs twice in " + type.getName());
            }
        }
    }
}
