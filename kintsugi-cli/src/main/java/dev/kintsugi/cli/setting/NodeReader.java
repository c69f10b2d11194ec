package dev.kintsugi.cli.setting;

import dev.kintsugi.core.option.Place;
import dev.kintsugi.core.option.Setting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Turns the nodes of a YAML document into settings. Anchors and the merge key {@code <<} are followed; a value that an
 * anchor stands for keeps the line on which it was written.
 */
final class NodeReader {
    private static final String STANDARD_TAG = "tag:yaml.org,2002:";
    private static final String MERGE = "<<";

    private final String file;
    private final boolean withLines;
    private final Set<Node> open = new HashSet<>();

    NodeReader(String file, boolean withLines) {
        this.file = file;
        this.withLines = withLines;
    }

    Setting read(Node node) {
        return read(node, Place.root(file));
    }

    Setting read(Node node, Place parent) {
        Place place = at(parent, node);
        if (!node.getTag().getValue().startsWith(STANDARD_TAG)) {
            throw place.error("tag '" + node.getTag().getValue() + "' is not supported; write a plain value");
        }
        if (node instanceof ScalarNode scalar) {
            return new Setting.Scalar(scalar.getValue(), scalar.getScalarStyle() != ScalarStyle.PLAIN, place);
        }
        if (!open.add(node)) {
            throw place.error("the anchor refers to itself");
        }
        Setting setting = node instanceof SequenceNode sequence
                ? sequence(sequence, place)
                : new Setting.Mapping(entries((MappingNode) node, place), place);
        open.remove(node);
        return setting;
    }

    private Setting sequence(SequenceNode sequence, Place place) {
        List<Setting> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(read(item, place.item(items.size())));
        }
        return new Setting.Sequence(items, place);
    }

    private List<Setting.Entry> entries(MappingNode mapping, Place place) {
        List<Setting.Entry> own = new ArrayList<>();
        List<Setting.Entry> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                throw at(place, tuple.getKeyNode())
                        .error("a key must be a plain text, but this is a list or a section");
            }
            if (keyNode.getValue().equals(MERGE) && keyNode.getScalarStyle() == ScalarStyle.PLAIN) {
                merged.addAll(merged(tuple.getValueNode(), place));
                continue;
            }
            Place keyPlace = at(place.child(keyNode.getValue()), keyNode);
            own.add(new Setting.Entry(keyNode.getValue(), keyPlace, read(tuple.getValueNode(), keyPlace)));
        }
        Set<String> given = new HashSet<>();
        own.forEach(entry -> given.add(entry.key()));
        for (Setting.Entry entry : merged) {
            // What stands in the section itself goes before what is merged, and the first merged before the later ones.
            if (given.add(entry.key())) {
                own.add(entry);
            }
        }
        return own;
    }

    private List<Setting.Entry> merged(Node node, Place place) {
        List<Setting.Entry> entries = new ArrayList<>();
        for (Node part : node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node)) {
            if (!(read(part, place) instanceof Setting.Mapping mapping)) {
                throw at(place, part).error("'<<' merges sections only");
            }
            entries.addAll(mapping.entries());
        }
        return entries;
    }

    private Place at(Place place, Node node) {
        return withLines
                ? place.at(
                        node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1)
                : place;
    }
}
