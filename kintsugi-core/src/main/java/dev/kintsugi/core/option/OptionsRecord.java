package dev.kintsugi.core.option;

import dev.kintsugi.core.error.ConfigException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
     * One component.
     *
     * @param key its name in experiment files
     * @param option its description
     */
    record Component(String key, Option option, RecordComponent reflected) {
        Type type() {
            return reflected.getGenericType();
        }

        /** Returns the value of this component in {@code owner}. */
        Object in(Object owner) {
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
        for (RecordComponent reflected : type.getRecordComponents()) {
            Option option = reflected.getAnnotation(Option.class);
            if (option == null) {
                throw new IllegalStateException("component '" + reflected.getName() + "' of " + type.getName()
                        + " has no @Option: every setting is described");
            }
            components.add(new Component(KebabCase.key(reflected.getName()), option, reflected));
        }
        return new OptionsRecord(type, List.copyOf(components));
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
     * @throws ConfigException if the record refuses a value; an {@link IllegalArgumentException} of the record counts
     *     as such
     */
    Object create(@Nullable Object[] values) {
        try {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
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
