package dev.kintsugi.core.option;

import dev.kintsugi.core.error.ConfigException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a tree of settings into an options record; whatever does not fit is an error with file, line and path.
 *
 * <p>A component that is not given keeps its value in {@code DEFAULTS}. A section that is given in part takes the rest
 * from the value that stands in the enclosing record's {@code DEFAULTS} if that is of the same record, otherwise from
 * its own. Allowed component types: {@code int}, {@code long}, {@code double}, {@code boolean}, {@link String}, enums,
 * {@link Optional}, {@link List}, {@link Map} by text, options records, sealed families whose records carry
 * {@link Kind}, and {@link Setting} for a part that somebody else binds.
 */
public final class Binder {
    private Binder() {}

    /**
     * Binds an options record or a sealed family.
     *
     * @throws ConfigException if a key is unknown or missing, a value has the wrong type, or the record refuses it
     */
    public static <T> T bind(Setting setting, Class<T> type) {
        return bind(setting, type, Set.of());
    }

    /**
     * Binds an options record whose section also holds keys that somebody else reads.
     *
     * @param otherKeys keys that are known but not part of {@code type}
     * @throws ConfigException if a key is unknown or missing, a value has the wrong type, or the record refuses it
     */
    public static <T> T bind(Setting setting, Class<T> type, Set<String> otherKeys) {
        Object bound =
                OptionFamily.isFamily(type) ? family(setting, type, null) : options(setting, type, null, otherKeys);
        return type.cast(bound);
    }

    /**
     * Binds an options record whose absent components keep the values of {@code base} instead of those of
     * {@code DEFAULTS}, down to every nested section.
     *
     * @throws ConfigException if a key is unknown, a value has the wrong type, or the record refuses it
     */
    public static <T extends Record> T bindOver(Setting setting, T base) {
        Object bound = options(setting, base.getClass(), base, Set.of());
        @SuppressWarnings("unchecked") // a record class is final: what is bound is of the class of base
        T same = (T) bound;
        return same;
    }

    private static Object value(Setting setting, Type type, @Nullable Object base) {
        if (type instanceof ParameterizedType parameterized) {
            return container(setting, parameterized);
        }
        Class<?> raw = (Class<?>) type;
        if (raw == int.class) {
            return (int) ScalarReader.whole(setting, Integer.MIN_VALUE, Integer.MAX_VALUE);
        } else if (raw == long.class) {
            return ScalarReader.whole(setting, Long.MIN_VALUE, Long.MAX_VALUE);
        } else if (raw == double.class) {
            return ScalarReader.number(setting);
        } else if (raw == boolean.class) {
            return ScalarReader.truth(setting);
        } else if (raw == String.class) {
            return ScalarReader.text(setting);
        } else if (raw.isEnum()) {
            return ScalarReader.constant(setting, raw);
        } else if (Setting.class.isAssignableFrom(raw)) {
            if (!raw.isInstance(setting)) {
                throw ScalarReader.expected("a " + raw.getSimpleName().toLowerCase(Locale.ROOT), setting);
            }
            return setting;
        } else if (raw.isRecord()) {
            return options(setting, raw, base, Set.of());
        } else if (OptionFamily.isFamily(raw)) {
            return family(setting, raw, base);
        }
        return boxed(setting, raw);
    }

    private static Object boxed(Setting setting, Class<?> raw) {
        if (raw == Integer.class) {
            return value(setting, int.class, null);
        } else if (raw == Long.class) {
            return value(setting, long.class, null);
        } else if (raw == Double.class) {
            return value(setting, double.class, null);
        } else if (raw == Boolean.class) {
            return value(setting, boolean.class, null);
        }
        throw new IllegalStateException(raw.getName() + " cannot be the type of an option");
    }

    private static Object container(Setting setting, ParameterizedType type) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return setting.isNull() ? Optional.empty() : Optional.of(value(setting, arguments[0], null));
        }
        if (type.getRawType() == List.class) {
            if (!(setting instanceof Setting.Sequence sequence)) {
                throw ScalarReader.expected("a list", setting);
            }
            List<Object> items = new ArrayList<>();
            sequence.items().forEach(item -> items.add(value(item, arguments[0], null)));
            return List.copyOf(items);
        }
        if (type.getRawType() == Map.class) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (Setting.Entry entry : section(setting).entries()) {
                map.put(entry.key(), value(entry.value(), arguments[1], null));
            }
            return Collections.unmodifiableMap(map);
        }
        throw new IllegalStateException(type + " cannot be the type of an option");
    }

    private static Object family(Setting setting, Class<?> family, @Nullable Object base) {
        Map<String, Class<?>> kinds = OptionFamily.kinds(family);
        if (setting instanceof Setting.Scalar scalar && !setting.isNull()) {
            Setting empty = new Setting.Mapping(List.of(), setting.place());
            return options(empty, kind(scalar, kinds), base, Set.of());
        }
        Setting.Mapping section = section(setting);
        Optional<Setting> chosen = section.find(OptionFamily.KIND);
        Class<?> member;
        if (chosen.isPresent()) {
            member = kind(chosen.get(), kinds);
        } else if (base != null) {
            member = base.getClass();
        } else {
            throw section.place()
                    .error("required key 'kind' is missing; choose one of " + String.join(", ", kinds.keySet()));
        }
        return options(section, member, base, Set.of(OptionFamily.KIND));
    }

    private static Class<?> kind(Setting setting, Map<String, Class<?>> kinds) {
        String name = ScalarReader.text(setting);
        Class<?> member = kinds.get(name);
        if (member == null) {
            throw setting.place().error(NearestName.notKnown("kind", name, kinds.keySet()));
        }
        return member;
    }

    private static Object options(Setting setting, Class<?> type, @Nullable Object base, Set<String> otherKeys) {
        OptionsRecord options = OptionsRecord.of(type);
        Setting.Mapping section = section(setting);
        refuseUnknownKeys(section, options, otherKeys);
        Object defaults = type.isInstance(base) ? base : options.defaults().orElse(null);
        List<OptionsRecord.Component> components = options.components();
        boolean placeholders = !type.isInstance(base);
        @Nullable Object[] values = new Object[components.size()];
        // What is given comes first: a slip in a section is more telling than a required key that follows from it.
        for (int i = 0; i < values.length; i++) {
            Object fallback = fallback(components.get(i), defaults, placeholders);
            Optional<Setting> found = section.find(components.get(i).key());
            values[i] = found.isPresent() ? value(found.get(), components.get(i).type(), fallback) : null;
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                values[i] = notGiven(section, components.get(i), fallback(components.get(i), defaults, placeholders));
            }
        }
        try {
            return options.create(values);
        } catch (ConfigException refused) {
            throw subject(section, String.valueOf(refused.getMessage()))
                    .error(String.valueOf(refused.getMessage()), refused);
        }
    }

    /** Returns the value that an absent component takes, or null where its default is only a placeholder. */
    private static @Nullable Object fallback(
            OptionsRecord.Component component, @Nullable Object defaults, boolean placeholders) {
        return defaults == null || (component.option().required() && placeholders) ? null : component.in(defaults);
    }

    private static Object notGiven(
            Setting.Mapping section, OptionsRecord.Component component, @Nullable Object fallback) {
        if (fallback != null) {
            return fallback;
        }
        if (!component.option().required() && component.type() instanceof ParameterizedType type) {
            return container(empty(section.place().child(component.key()), type), type);
        }
        throw section.place()
                .error("required key '" + component.key() + "' is missing: "
                        + component.option().value());
    }

    /** Returns what stands for "not given" where a record has no defaults. */
    private static Setting empty(Place place, ParameterizedType type) {
        if (type.getRawType() == Optional.class) {
            return new Setting.Scalar("null", false, place);
        }
        return type.getRawType() == List.class
                ? new Setting.Sequence(List.of(), place)
                : new Setting.Mapping(List.of(), place);
    }

    private static void refuseUnknownKeys(Setting.Mapping section, OptionsRecord options, Set<String> otherKeys) {
        Set<String> known = new LinkedHashSet<>(otherKeys);
        known.addAll(options.keys());
        for (Setting.Entry entry : section.entries()) {
            if (!known.contains(entry.key())) {
                throw entry.keyPlace().error(NearestName.notKnown("key", entry.key(), known));
            }
        }
    }

    private static Setting.Mapping section(Setting setting) {
        if (setting instanceof Setting.Mapping mapping) {
            return mapping;
        }
        if (setting.isNull()) {
            return new Setting.Mapping(List.of(), setting.place());
        }
        throw ScalarReader.expected("a section of keys and values", setting);
    }

    /** Returns the place of the setting that the record's message begins with, or that of the section. */
    private static Place subject(Setting.Mapping section, String message) {
        String first = message.split("[ :']", 2)[0];
        String name = KebabCase.key(first.substring(first.lastIndexOf('.') + 1));
        return section.entry(name).map(entry -> entry.value().place()).orElse(section.place());
    }
}
