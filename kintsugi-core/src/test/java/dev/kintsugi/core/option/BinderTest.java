package dev.kintsugi.core.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Pottery.Form;
import dev.kintsugi.core.option.Pottery.Kiln;
import dev.kintsugi.core.option.Pottery.Mending;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinderTest {
    @Test
    void bind_withRequiredKeysOnly_keepsTheDefaults() {
        Pottery bowl = bind(Map.of("name", "bowl"));

        assertThat(bowl.shards()).isEqualTo(3);
        assertThat(bowl.kiln()).isEqualTo(new Kiln(900, 2));
        assertThat(bowl.mending()).isEqualTo(new Mending.Urushi(4, Kiln.DEFAULTS));
        assertThat(bowl.museum()).isEmpty();
    }

    @Test
    void bind_ofEveryType_takesTheValues() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("name", 2024);
        tree.put("shards", 5);
        tree.put("seed", 1L << 40);
        tree.put("gold-share", 1);
        tree.put("glazed", false);
        tree.put("form", "vase");
        tree.put("owner", "Rikyu");
        tree.put("diameters", List.of(1, 2.5));
        tree.put("marks", Map.of("front", "crane"));
        tree.put("kiln", Map.of("hours", 3));
        tree.put("mending", "none");
        tree.put("layers", List.of("none", Map.of("kind", "staples", "count", 2)));
        tree.put("museum", Map.of("room", 3));

        assertThat(bind(tree))
                .isEqualTo(new Pottery(
                        "2024",
                        5,
                        1L << 40,
                        1.0,
                        false,
                        Form.VASE,
                        Optional.of("Rikyu"),
                        List.of(1.0, 2.5),
                        Map.of("front", "crane"),
                        // The temperature is the one of Pottery.DEFAULTS (900), not of Kiln.DEFAULTS (1200).
                        new Kiln(900, 3),
                        new Mending.None(),
                        List.of(new Mending.None(), new Mending.Staples(2)),
                        Optional.of(Settings.parse(Map.of("room", 3), "elsewhere"))));
    }

    @Test
    void bind_ofSameKindAsTheDefault_keepsItsOtherValues() {
        Pottery bowl = bind(Map.of("name", "b", "mending", Map.of("kind", "urushi", "dried", Map.of("hours", 1))));

        // coats and temperature as in Pottery.DEFAULTS (4 and 1200), not as in Urushi.DEFAULTS (2 and 25)
        assertThat(bowl.mending()).isEqualTo(new Mending.Urushi(4, new Kiln(1200, 1)));
    }

    @Test
    void bind_withoutKind_keepsTheKindOfTheDefault() {
        assertThat(bind(Map.of("name", "b", "mending", Map.of("coats", 9))).mending())
                .isEqualTo(new Mending.Urushi(9, Kiln.DEFAULTS));
    }

    @Test
    void bind_ofFamilyWithoutKindAndDefault_namesTheKinds() {
        assertThatThrownBy(() -> Binder.bind(Settings.parse(Map.of("coats", 1), "a.yaml"), Mending.class))
                .isInstanceOf(ConfigException.class)
                .hasMessage("a.yaml: required key 'kind' is missing; choose one of urushi, staples, none");
    }

    @Test
    void bind_ofUnknownKey_namesPlacePathNearestAndKnown() {
        Place keyPlace = new Place("a.yaml", 12, 3, "kiln.temprature");
        Setting kiln = new Setting.Mapping(
                List.of(new Setting.Entry("temprature", keyPlace, scalar("900", keyPlace))),
                new Place("a.yaml", 12, 3, "kiln"));
        Setting root = new Setting.Mapping(
                List.of(new Setting.Entry("kiln", kiln.place(), kiln)), new Place("a.yaml", 1, 1, ""));

        assertThatThrownBy(() -> Binder.bind(root, Pottery.class))
                .isInstanceOf(ConfigException.class)
                .hasMessage("a.yaml:12: kiln.temprature: key 'temprature' is not known; did you mean 'temperature'?"
                        + " Known: temperature, hours");
    }

    @Test
    void bind_ofKeyFarFromAll_namesTheKnownOnly() {
        assertRefused(
                Map.of("name", "b", "kiln", Map.of("x", 1)),
                "a.yaml: kiln.x: key 'x' is not known. Known: temperature, hours");
    }

    @Test
    void bindOver_ofAnotherRecord_keepsItsValuesDownToTheNested() {
        Mending.Urushi base = new Mending.Urushi(8, new Kiln(40, 7));

        assertThat(Binder.bindOver(Settings.parse(Map.of("dried", Map.of("hours", 9)), "a.yaml"), base))
                .isEqualTo(new Mending.Urushi(8, new Kiln(40, 9)));
    }

    @Test
    void bind_ofOtherKeys_leavesThemAlone() {
        Setting section = Settings.parse(Map.of("id", "raku", "hours", 4), "a.yaml");

        assertThat(Binder.bind(section, Kiln.class, Set.of("id"))).isEqualTo(new Kiln(1200, 4));
        assertThatThrownBy(() -> Binder.bind(section, Kiln.class))
                .hasMessage("a.yaml: id: key 'id' is not known. Known: temperature, hours");
    }

    @Test
    void bind_withoutRequiredKey_namesItAndItsMeaning() {
        assertRefused(Map.of(), "a.yaml: required key 'name' is missing: name of the bowl");
        assertRefused(
                Map.of("name", "b", "mending", "staples"),
                "a.yaml: mending: required key 'count' is missing: number of staples");
    }

    @Test
    void bind_ofEmptySection_keepsTheDefaults() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("name", "b");
        tree.put("kiln", null);

        assertThat(bind(tree).kiln()).isEqualTo(new Kiln(900, 2));
    }

    @Test
    void bind_ofRefusedValue_pointsAtTheValue() {
        assertRefused(
                Map.of("name", "b", "gold-share", 1.5),
                "a.yaml: gold-share: gold-share must lie in [0.0, 1.0], but was 1.5");
    }

    @Test
    void bind_ofRefusedSection_pointsAtTheSection() {
        assertRefused(
                Map.of("name", "b", "kiln", Map.of("temperature", -1)),
                "a.yaml: kiln: kiln temperature must be 0 or more, but was -1");
    }

    @Test
    void bind_ofIllegalArgument_isAConfigurationError() {
        assertRefused(
                Map.of("name", "b", "mending", Map.of("kind", "staples", "count", 100)),
                "a.yaml: mending.count: count must be 99 or less, but was 100");
    }

    @Test
    void bind_ofUnknownKind_namesNearestAndKnown() {
        assertRefused(
                Map.of("name", "b", "mending", "urishi"),
                "a.yaml: mending: kind 'urishi' is not known; did you mean 'urushi'? Known: urushi, staples, none");
        assertRefused(
                Map.of("name", "b", "layers", List.of("none", Map.of("kind", "glue"))),
                "a.yaml: layers[1].kind: kind 'glue' is not known. Known: urushi, staples, none");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
            shards     | three   | expected a whole number, but found text "three"
            shards     | null    | expected a whole number, but found nothing
            gold-share | much    | expected a number, but found text "much"
            glazed     | yes     | expected true or false, but found text "yes"
            form       | lid     | value 'lid' is not known. Known: tea-bowl, vase, plate
            form       | vaze    | value 'vaze' is not known; did you mean 'vase'? Known: tea-bowl, vase, plate
            name       | null    | expected a text, but found nothing
            diameters  | 3       | expected a list, but found text "3"
            marks      | crane   | expected a section of keys and values, but found text "crane"
            kiln       | hot     | expected a section of keys and values, but found text "hot"
            """)
    void bind_ofWrongType_namesValueAndAllowed(String key, @Nullable String value, String message) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>(Map.of("name", "b"));
        tree.put(key, value);

        assertRefused(tree, "a.yaml: " + key + ": " + message);
    }

    @Test
    void bind_ofNumberOutOfRange_namesTheRange() {
        assertRefused(
                Map.of("name", "b", "shards", 1L << 31),
                "a.yaml: shards: expected a whole number from -2147483648 to 2147483647, but found '2147483648'");
    }

    @Test
    void bind_ofListWhereANumberIsExpected_saysSo() {
        assertRefused(
                Map.of("name", "b", "shards", List.of(1, 2)),
                "a.yaml: shards: expected a whole number, but found a list of 2");
        assertRefused(
                Map.of("name", "b", "diameters", List.of(1, "wide")),
                "a.yaml: diameters[1]: expected a number, but found text \"wide\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-4", "0.0001", ".0001", "1E-4", "+1.0e-4"})
    void number_inEverySpelling_isRead(String text) {
        assertThat(ScalarReader.number(scalar(text, Place.root("a")))).isEqualTo(1e-4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.", "1_0.5", "10_000", "-3", ".inf"})
    void number_withSeparators_isRead(String text) {
        double expected = text.equals(".inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text.replace("_", ""));

        assertThat(ScalarReader.number(scalar(text, Place.root("a")))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1e", "e5", "0x10", "NaN", "1 2", "--1", "1__0", "٣"})
    void number_ofAnythingElse_isRefused(String text) {
        assertThatThrownBy(() -> ScalarReader.number(scalar(text, Place.root("a"))))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void whole_withMoreDigitsThanALong_isRefused() {
        assertThatThrownBy(() -> ScalarReader.whole(scalar("9".repeat(30), Place.root("a")), 0, 5))
                .hasMessage("a: expected a whole number from 0 to 5, but found '" + "9".repeat(30) + "'");
    }

    @Test
    void bind_ofUndescribedRecord_isAFaultOfTheProgram() {
        record Bare(int size) {}

        assertThatThrownBy(() -> Binder.bind(Settings.parse(Map.of(), "a.yaml"), Bare.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("component 'size'")
                .hasMessageContaining("@Option");
    }

    private static Setting scalar(String text, Place place) {
        return new Setting.Scalar(text, false, place);
    }

    private static Pottery bind(Map<String, ? extends @Nullable Object> tree) {
        return Binder.bind(Settings.parse(tree, "a.yaml"), Pottery.class);
    }

    private static void assertRefused(Map<String, ? extends @Nullable Object> tree, String message) {
        assertThatThrownBy(() -> bind(tree)).isInstanceOf(ConfigException.class).hasMessage(message);
    }
}
