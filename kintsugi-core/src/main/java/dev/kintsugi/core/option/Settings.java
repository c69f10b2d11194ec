package dev.kintsugi.core.option;

import dev.kintsugi.core.error.ConfigException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Options as plain trees of maps, lists, texts, numbers and truth values, as they stand in {@code run.json}, and back.
 */
public final class Settings {
    private Settings() {}

    /** Returns the complete tree of an options record, defaults included, keys in the order of the record. */
    public static Map<String, @Nullable Object> render(Record options) {
        return tree(options, options.getClass());
    }

    /**
     * Returns the complete tree of an options record.
     *
     * @param declared the record's own class, or its sealed family; then {@code kind} comes first
     */
    public static Map<String, @Nullable Object> render(Record options, Class<?> declared) {
        return tree(options, declared);
    }

    /** Returns the setting as a plain tree; unquoted scalars become numbers, truth values or null where they are. */
    public static @Nullable Object render(Setting setting) {
        if (setting instanceof Setting.Mapping mapping) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            mapping.entries().forEach(entry -> map.put(entry.key(), render(entry.value())));
            return map;
        }
        if (setting instanceof Setting.Sequence sequence) {
            List<@Nullable Object> list = new ArrayList<>();
            sequence.items().forEach(item -> list.add(render(item)));
            return list;
        }
        return ScalarReader.natural((Setting.Scalar) setting);
    }

    /**
     * Returns a plain tree as settings, ready to be bound.
     *
     * @param tree maps by text, lists, texts, numbers, truth values and null
     * @param file what error messages name as the source
     */
    public static Setting parse(@Nullable Object tree, String file) {
        return parse(tree, Place.root(file));
    }

    /**
     * Returns {@code root} with the setting at {@code path} replaced, as {@code --set path=value} does. Sections on the
     * way are made where they are missing; a plain name on the way, such as {@code partition: dirichlet}, becomes a
     * section of that kind. Whether the path is known is found when the tree is bound.
     *
     * @param path keys joined by dots; items of a list by their number from 0
     * @throws ConfigException if the path leads into a value that is no section, or behind the end of a list
     */
    public static Setting override(Setting root, String path, Setting value) {
        return override(root, List.of(path.split("\\.", -1)), 0, value);
    }

    private static Setting override(@Nullable Setting node, List<String> keys, int depth, Setting value) {
        if (depth == keys.size()) {
            return value;
        }
        String key = keys.get(depth);
        if (key.isEmpty()) {
            throw value.place().error("the path has an empty key");
        }
        if (node instanceof Setting.Sequence list) {
            int index = key.matches("[0-9]{1,6}") ? Integer.parseInt(key) : -1;
            if (index < 0 || index >= list.items().size()) {
                throw value.place()
                        .error("'" + key + "' is no item of the list, which has "
                                + list.items().size() + " items numbered from 0");
            }
            List<Setting> items = new ArrayList<>(list.items());
            items.set(index, override(items.get(index), keys, depth + 1, value));
            return new Setting.Sequence(items, list.place());
        }
        Setting.Mapping section = section(node, value.place(), String.join(".", keys.subList(0, depth)));
        Setting changed = override(section.find(key).orElse(null), keys, depth + 1, value);
        return section.with(key, changed);
    }

    private static Setting.Mapping section(@Nullable Setting node, Place source, String path) {
        if (node instanceof Setting.Mapping mapping) {
            return mapping;
        }
        Setting.Mapping empty = new Setting.Mapping(List.of(), new Place(source.file(), 0, 0, path));
        return node == null || node.isNull() ? empty : empty.with(OptionFamily.KIND, node);
    }

    private static Setting parse(@Nullable Object tree, Place place) {
        if (tree instanceof Map<?, ?> map) {
            List<Setting.Entry> entries = new ArrayList<>();
            map.forEach((key, value) -> {
                Place child = place.child(String.valueOf(key));
                entries.add(new Setting.Entry(String.valueOf(key), child, parse(value, child)));
            });
            return new Setting.Mapping(entries, place);
        }
        if (tree instanceof List<?> list) {
            List<Setting> items = new ArrayList<>();
            for (Object item : list) {
                items.add(parse(item, place.item(items.size())));
            }
            return new Setting.Sequence(items, place);
        }
        return new Setting.Scalar(String.valueOf(tree), tree instanceof String, place);
    }

    private static Map<String, @Nullable Object> tree(Object options, Class<?> declared) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        if (OptionFamily.isFamily(declared)) {
            tree.put(OptionFamily.KIND, OptionFamily.kindOf(options.getClass()));
        }
        for (OptionsRecord.Component component :
                OptionsRecord.of(options.getClass()).components()) {
            tree.put(component.key(), value(component.in(options), component.type()));
        }
        return tree;
    }

    private static @Nullable Object value(Object value, Type declared) {
        if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? null : value(optional.get(), OptionTypes.argument(declared, 0));
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>();
            list.forEach(item -> items.add(value(item, OptionTypes.argument(declared, 0))));
            return items;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> rendered = new LinkedHashMap<>();
            map.forEach(
                    (key, item) -> rendered.put(String.valueOf(key), value(item, OptionTypes.argument(declared, 1))));
            return rendered;
        }
        if (value instanceof Enum<?> constant) {
            return KebabCase.name(constant);
        }
        if (value instanceof Setting setting) {
            return render(setting);
        }
        return value instanceof Record nested ? tree(nested, (Class<?>) declared) : value;
    }
}
