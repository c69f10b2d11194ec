package dev.kintsugi.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.option.Settings;
import dev.kintsugi.engine.experiment.FederationOptions;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/** Settings as lines of an indented tree, marked where they differ from the defaults. */
final class SettingsTree {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SettingsTree() {}

    /**
     * Returns one object per line: {@code depth}, {@code key}, {@code value} unless the line opens a section, and
     * {@code default} where the default is known and another one.
     */
    static ArrayNode lines(JsonNode settings) {
        ArrayNode lines = JSON.createArrayNode();
        append(lines, settings, knownDefaults(), 0);
        return lines;
    }

    /** Returns the leaves by their path, such as {@code federation.rounds}. */
    static Map<String, String> leaves(JsonNode settings) {
        Map<String, String> leaves = new TreeMap<>();
        collect(leaves, "", settings);
        return leaves;
    }

    /** Returns the defaults of the sections whose defaults do not depend on what was chosen elsewhere. */
    private static JsonNode knownDefaults() {
        ObjectNode defaults = JSON.createObjectNode();
        defaults.set("federation", JSON.valueToTree(Settings.render(FederationOptions.DEFAULTS)));
        defaults.set("training", JSON.valueToTree(Settings.render(LocalTraining.DEFAULTS)));
        return defaults;
    }

    private static void append(ArrayNode lines, JsonNode node, JsonNode defaults, int depth) {
        // Below another kind the defaults are those of another record; the kind itself is marked.
        boolean sameKind = node.path("kind").equals(defaults.path("kind"));
        for (Iterator<Map.Entry<String, JsonNode>> fields = node.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> entry = fields.next();
            String key = entry.getKey();
            JsonNode usual = sameKind || key.equals("kind") ? defaults.path(key) : MissingNode.getInstance();
            item(lines, key, entry.getValue(), usual, depth);
        }
    }

    private static void item(ArrayNode lines, String key, JsonNode value, JsonNode usual, int depth) {
        ObjectNode line = lines.addObject().put("depth", depth).put("key", key);
        if (value.isObject() && !value.isEmpty()) {
            append(lines, value, usual, depth + 1);
        } else if (value.isArray() && hasSections(value)) {
            for (int i = 0; i < value.size(); i++) {
                item(lines, "- " + (i + 1), value.get(i), MissingNode.getInstance(), depth + 1);
            }
        } else {
            line.put("value", text(value));
            if (!usual.isMissingNode() && !text(usual).equals(text(value))) {
                line.put("default", text(usual));
            }
        }
    }

    private static boolean hasSections(JsonNode array) {
        for (JsonNode item : array) {
            if (item.isContainerNode()) {
                return true;
            }
        }
        return false;
    }

    private static void collect(Map<String, String> leaves, String path, JsonNode node) {
        if (node.isObject() && !node.isEmpty()) {
            node.fields()
                    .forEachRemaining(entry -> collect(
                            leaves, path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue()));
        } else if (!node.isMissingNode()) {
            leaves.put(path, text(node));
        }
    }

    /** Returns a leaf as it would stand in YAML; whole numbers without a fraction, so that 1 equals 1.0. */
    private static String text(JsonNode value) {
        if (value.isNumber()) {
            double number = value.doubleValue();
            return number == Math.rint(number) && Math.abs(number) < 1e15
                    ? String.valueOf((long) number)
                    : value.asText();
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
