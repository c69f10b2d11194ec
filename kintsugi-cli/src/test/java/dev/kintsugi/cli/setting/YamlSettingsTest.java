package dev.kintsugi.cli.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Binder;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.core.option.Setting;
import dev.kintsugi.core.option.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlSettingsTest {
    /** The settings of a garden. */
    record Garden(
            @Option("name") String name,
            @Option("beds") List<Bed> beds,
            @Option("water per day in litres") double water,
            @Option("owner") Optional<String> owner) {
        static final Garden DEFAULTS = new Garden("garden", List.of(), 1.0, Optional.empty());
    }

    /** One bed of a garden. */
    record Bed(
            @Option("plant") String plant,
            @Option("number of rows") int rows) {
        static final Bed DEFAULTS = new Bed("moss", 1);
    }

    @TempDir
    Path folder;

    @Test
    void parse_ofWholeFile_bindsEveryValue() {
        Garden garden = bind("""
                name: 2024          # a text, though it looks like a number
                beds:
                  - {plant: moss, rows: 3}
                  - plant: "fern"
                water: 1e-4
                owner: ~
                """);

        assertThat(garden)
                .isEqualTo(new Garden("2024", List.of(new Bed("moss", 3), new Bed("fern", 1)), 1e-4, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'name: a\\nwatr: 3'                        | garden.yaml:2: watr: key 'watr' is not known; did you mean 'water'? Known: name, beds, water, owner
            'name: a\\nbeds:\\n- rows: 1\\n- rows: x'  | garden.yaml:4: beds[1].rows: expected a whole number, but found 'x'
            'name: a\\nwater: "3"'                     | garden.yaml:2: water: expected a number, but found text "3"
            'name: a\\nbeds:\\n  rows: 3'              | garden.yaml:3: beds: expected a list, but found a section with the keys [rows]
            'name: a\\nwater: 1\\nname: b'             | garden.yaml:3: name: the key is given twice; first on line 1
            'name: [1, 2'                              | garden.yaml:1: this is no YAML: while parsing a flow sequence, expected ',' or ']', but got <stream end>
            'name: a\\n\\twater: 3'                    | garden.yaml:2: this is no YAML: while scanning for the next token, found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)
            'name: a: b'                               | garden.yaml:1: this is no YAML: mapping values are not allowed here
            'name: !java a'                            | garden.yaml:1: name: tag '!java' is not supported; write a plain value
            'beds: &a [*a]'                            | garden.yaml:1: beds[0]: the anchor refers to itself
            'beds: *missing'                           | garden.yaml:1: this is no YAML: found undefined alias missing
            '[1]: 3'                                   | garden.yaml:1: a key must be a plain text, but this is a list or a section
            '- name'                                   | garden.yaml:1: expected a section of keys and values, but found a list of 1
            """)
    void parse_ofBadInput_saysWhereAndWhat(String yaml, String message) {
        assertThatThrownBy(() -> bind(yaml.replace("\\n", "\n").replace("\\t", "\t")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void parse_ofAnchors_repeatsTheValue() {
        Garden garden = bind("""
                beds:
                  - &shady {plant: moss, rows: 4}
                  - <<: *shady
                    rows: 2
                  - *shady
                """);

        assertThat(garden.beds()).containsExactly(new Bed("moss", 4), new Bed("moss", 2), new Bed("moss", 4));
    }

    @Test
    void parse_ofEmptyText_keepsTheDefaults() {
        assertThat(bind("# nothing\n")).isEqualTo(Garden.DEFAULTS);
    }

    @Test
    void parse_ofBlockText_keepsTheLines() {
        assertThat(bind("name: |\n  a\n  b\n").name()).isEqualTo("a\nb\n");
    }

    @Test
    void read_ofMissingFile_namesTheFolder() {
        assertThatThrownBy(() -> YamlSettings.read(folder.resolve("no.yaml")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder.resolve("no.yaml") + ": no such file; looked in " + folder);
        assertThatThrownBy(() -> YamlSettings.read(folder)).hasMessage(folder + ": is a folder; give a YAML file");
    }

    @Test
    void read_ofOtherEncoding_saysSo() throws IOException {
        Path file = folder.resolve("latin.yaml");
        Files.write(file, "name: Gärten".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> YamlSettings.read(file)).hasMessage(file + ": the file is not text in UTF-8");
    }

    @Test
    void read_ofFile_namesItAsGiven() throws IOException {
        Path file = folder.resolve("garden.yaml");
        Files.writeString(file, "\nwater: wet\n");

        assertThatThrownBy(() -> Binder.bind(YamlSettings.read(file), Garden.class))
                .hasMessage(file + ":2: water: expected a number, but found 'wet'");
    }

    @Test
    void override_ofValues_laysThemOverTheFile() {
        Setting root = YamlSettings.parse("name: a\nbeds: [{rows: 1}]", "garden.yaml");

        Garden garden = Binder.bind(
                YamlSettings.override(root, List.of("water=2.5", "beds.0.rows=7", "owner=me=you", "name=x", "name=y")),
                Garden.class);

        assertThat(garden).isEqualTo(new Garden("y", List.of(new Bed("moss", 7)), 2.5, Optional.of("me=you")));
    }

    @Test
    void override_ofStructuredValue_isRead() {
        Setting root = YamlSettings.override(
                YamlSettings.parse("", "garden.yaml"), List.of("beds=[{plant: fern, rows: 2}, {rows: 3}]"));

        assertThat(Settings.render(root))
                .isEqualTo(Map.of("beds", List.of(Map.of("plant", "fern", "rows", 2L), Map.of("rows", 3L))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            watr=3           | --set: watr: key 'watr' is not known; did you mean 'water'? Known: name, beds, water, owner
            water=wet        | --set: water: expected a number, but found 'wet'
            water=           | --set: water: expected a number, but found nothing
            water            | --set: 'water' has no key and value; write key.path=value
            =3               | --set: '=3' has no key and value; write key.path=value
            beds.4.rows=3    | --set: beds.4.rows: '4' is no item of the list, which has 1 items numbered from 0
            beds.0.row=3     | --set: beds.0.row: key 'row' is not known; did you mean 'rows'? Known: plant, rows
            beds=[{rows: x}] | --set: beds[0].rows: expected a whole number, but found 'x'
            beds=[           | --set: beds: this is no YAML: while parsing a flow node, expected the node content, but found '<stream end>'
            """)
    void override_ofBadInput_saysWhereAndWhat(String assignment, String message) {
        Setting root = YamlSettings.parse("beds: [{rows: 1}]", "garden.yaml");

        assertThatThrownBy(() -> Binder.bind(YamlSettings.override(root, List.of(assignment)), Garden.class))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    private static Garden bind(String yaml) {
        return Binder.bind(YamlSettings.parse(yaml, "garden.yaml"), Garden.class);
    }
}
