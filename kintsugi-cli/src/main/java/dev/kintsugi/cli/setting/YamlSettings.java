package dev.kintsugi.cli.setting;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Place;
import dev.kintsugi.core.option.Setting;
import dev.kintsugi.core.option.Settings;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads YAML files and {@code --set path=value} as settings that know their line. */
public final class YamlSettings {
    private YamlSettings() {}

    /**
     * Reads a YAML file in UTF-8.
     *
     * @throws ConfigException if the file cannot be read, is no YAML, or gives a key twice
     */
    public static Setting read(Path file) {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw new ConfigException(name + ": is a folder; give a YAML file");
        }
        if (!Files.exists(file)) {
            throw new ConfigException(name + ": no such file; looked in "
                    + file.toAbsolutePath().normalize().getParent());
        }
        try {
            return parse(Files.readString(file), name);
        } catch (CharacterCodingException e) {
            throw new ConfigException(name + ": the file is not text in UTF-8", e);
        } catch (IOException e) {
            throw new ConfigException(name + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads YAML text.
     *
     * @param file the name of its source in messages
     * @throws ConfigException if the text is no YAML or gives a key twice
     */
    public static Setting parse(String text, String file) {
        Place root = Place.root(file);
        Node node = compose(text, root);
        return node == null ? new Setting.Scalar("", false, root.at(1, 1)) : new NodeReader(file, true).read(node);
    }

    /**
     * Returns {@code root} with settings of the command line laid over it, later ones over earlier ones.
     *
     * @param assignments each {@code key.path=value}, the value in YAML; items of a list by their number from 0
     * @throws ConfigException if an assignment has no {@code =}, its value is no YAML or its path leads nowhere
     */
    public static Setting override(Setting root, List<String> assignments) {
        Setting changed = root;
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new ConfigException("--set: '" + assignment + "' has no key and value; write key.path=value");
            }
            String path = assignment.substring(0, equals).strip();
            changed = Settings.override(changed, path, assigned(assignment.substring(equals + 1), path));
        }
        return changed;
    }

    private static Setting assigned(String text, String path) {
        Place place = new Place("--set", 0, 0, path);
        Node node = compose(text, place);
        return node == null ? new Setting.Scalar("", false, place) : new NodeReader("--set", false).read(node, place);
    }

    private static @Nullable Node compose(String text, Place place) {
        LoaderOptions limits = new LoaderOptions();
        limits.setNestingDepthLimit(50);
        try {
            return new Yaml(new SafeConstructor(limits)).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            Place found = e.getProblemMark() == null || place.file().equals("--set")
                    ? place
                    : place.at(
                            e.getProblemMark().getLine() + 1, e.getProblemMark().getColumn() + 1);
            throw found.error("this is no YAML: " + oneLine(e), e);
        } catch (YAMLException e) {
            throw place.error("this is no YAML: " + e.getMessage(), e);
        }
    }

    private static String oneLine(MarkedYAMLException e) {
        String context = e.getContext() == null ? "" : e.getContext() + ", ";
        return (context + e.getProblem()).replaceAll("\\s+", " ");
    }
}
