package dev.kintsugi.engine.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A data source over rows that were read from files; images and signals are read later. */
final class TableSource implements DataSource {
    private final String name;
    private final List<String> classNames;
    private final String template;
    private final Map<String, Split> splits;
    private final Map<String, Integer> repairs;
    private final String contentHash;

    TableSource(
            String name,
            List<String> classNames,
            String template,
            Map<String, Split> splits,
            Map<String, Integer> repairs) {
        this.name = name;
        this.classNames = List.copyOf(classNames);
        this.template = template;
        this.splits = new LinkedHashMap<>(splits);
        this.repairs = Collections.unmodifiableMap(new LinkedHashMap<>(repairs));
        ContentHash hash = new ContentHash().add("table").add(name).add(template);
        classNames.forEach(hash::add);
        splits.forEach((split, rows) -> hash.add(split).add(rows.contentHash()));
        this.contentHash = hash.finish();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public String promptTemplate() {
        return template;
    }

    @Override
    public Split split(String split) {
        return SplitNames.find(splits, split);
    }

    @Override
    public Map<String, Integer> repairs() {
        return repairs;
    }

    @Override
    public String contentHash() {
        return contentHash;
    }
}
