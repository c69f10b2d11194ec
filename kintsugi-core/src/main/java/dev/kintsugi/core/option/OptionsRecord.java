package dev.kintsugi.core.option;

import dev.kintsugi.core.error.ConfigException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What reflection knows of one options record: its components, its defaults, its constructor. */
final class OptionsRecord {
    private final Class<?> type;
    private final List<Component> components;

    private OptionsRecord(Class<?> type, List<Component> components) {
        this.type = type;
        this.components = components;
    }

    /**
     * One option.
     *
     * @param key its name in experiment files
     * @param option its description
     * @param source where its default comes from
     * @param path the components that lead to it: one, or those of {@link Flat} records before it
     */
    record Component(String key, Option option, String source, List<RecordComponent> path) {
        Type type() {
            return path.get(path.size() - 1).getGenericType();
        }

        /** Returns the value of this component in {@code owner}. */
        Object in(Object owner) {
            Object value = owner;
            for (RecordComponent reflected : path) {
                value = read(reflected, value);
            }
            return value;
        }

        private static Object read(RecordComponent reflected, Object owner) {
            try {
                reflected.getAccessor().setAccessible(true);
                return reflected.getAccessor().invoke(owner);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("cannot read " + reflected + " of " + owner, e);
            }
        }
    }

    static OptionsRecord of(Class<?> type) {
        List<Component> components = new ArrayList<>();
        collect(type, List.of(), "", components);
        Set<String> keys = new HashSet<>();
        for (Component component : components) {
            if (!keys.add(component.key())) {
                throw new IllegalStateException("the key '" + component.key() + "' stands twice in " + type.getName());
            }
        }
        return new OptionsRecord(type, List.copyOf(components));
    }

    private static void collect(Class<?> type, List<RecordComponent> outer, String source, List<Component> found) {
        for (RecordComponent reflected : type.getRecordComponents()) {
            List<RecordComponent> path =
                    Stream.concat(outer.stream(), Stream.of(reflected)).toList();
            Flat flat = reflected.getAnnotation(Flat.class);
            Option option = reflected.getAnnotation(Option.class);
            if (flat != null) {
                collect(reflected.getType(), path, source.isEmpty() ? flat.source() : source, found);
            } else if (option != null) {
                boolean replaced = !source.isEmpty() && !option.source().isEmpty();
                found.add(new Component(
                        KebabCase.key(reflected.getName()), option, replaced ? source : option.source(), path));
            } else {
                throw new IllegalStateException("component '" + reflected.getName() + "' of " + type.getName()
                        + " has no @Option: every setting is described");
            }
        }
    }

    List<Component> components() {
        return components;
    }

    List<String> keys() {
        return components.stream().map(Component::key).toList();
    }

    Optional<Component> component(String key) {
        return components.stream()
                .filter(component -> component.key().equals(key))
                .findFirst();
    }

    /** Returns the constant {@code DEFAULTS} of the record, if it has one. */
    Optional<Object> defaults() {
        try {
            Field field = type.getDeclaredField("DEFAULTS");
            field.setAccessible(true);
            return Optional.ofNullable(field.get(null));
        } catch (NoSuchFieldException e) {
            return Optional.empty();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot read DEFAULTS of " + type.getName(), e);
        }
    }

    /**
     * Creates the record.
     *
     * @param values in the order of {@link #components}
     * @throws ConfigException if the record refuses a value; an {@link IllegalArgumentException} of the record counts
     *     as such
     */
    Object create(@Nullable Object[] values) {
        return create(type, Arrays.asList(values).iterator());
    }

    private static Object create(Class<?> type, Iterator<@Nullable Object> values) {
        RecordComponent[] reflected = type.getRecordComponents();
        @Nullable Object[] own = new Object[reflected.length];
        for (int i = 0; i < own.length; i++) {
            own[i] = reflected[i].isAnnotationPresent(Flat.class)
                    ? create(reflected[i].getType(), values)
                    : values.next();
        }
        try {
            Class<?>[] types =
                    Arrays.stream(reflected).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(own);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw new ConfigException(String.valueOf(refused.getMessage()), refused);
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("constructor of " + type.getName() + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot create " + type.getName(), e);
        }
    }
}
