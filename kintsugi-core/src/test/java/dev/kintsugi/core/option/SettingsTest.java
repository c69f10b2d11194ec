package dev.kintsugi.core.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.option.Pottery.Mending;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final Setting BOWL =
            Settings.parse(Map.of("name", "b", "mending", "urushi", "layers", List.of("none")), "a.yaml");

    @Test
    void render_ofRecord_isCompleteAndInOrder() {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("name", "b");
        expected.put("shards", 3);
        expected.put("seed", 7L);
        expected.put("gold-share", 0.5);
        expected.put("glazed", true);
        expected.put("form", "tea-bowl");
        expected.put("owner", null);
        expected.put("diameters", List.of(1.5));
        expected.put("marks", Map.of());
        expected.put("kiln", Map.of("temperature", 900, "hours", 2));
        expected.put(
                "mending", Map.of("kind", "urushi", "coats", 4, "dried", Map.of("temperature", 1200, "hours", 10)));
        expected.put("layers", List.of(Map.of("kind", "none")));
        expected.put("museum", null);

        Map<String, ?> tree = Settings.render(Binder.bind(BOWL, Pottery.class));

        assertThat(tree).isEqualTo(expected);
        assertThat(tree.keySet()).containsExactlyElementsOf(expected.keySet());
    }

    @Test
    void render_andBack_isTheSameRecord() {
        Pottery bowl = Binder.bind(
                Settings.parse(
                        Map.of(
                                "name",
                                "7",
                                "gold-share",
                                1e-9,
                                "owner",
                                "null",
                                "museum",
                                Map.of("room", 3, "label", "3", "light", true, "weight", 0.25),
                                "layers",
                                List.of(Map.of("kind", "staples", "count", 5))),
                        "a.yaml"),
                Pottery.class);

        assertThat(Binder.bind(Settings.parse(Settings.render(bowl), "run.json"), Pottery.class))
                .isEqualTo(bowl);
    }

    @Test
    void render_throughTheFamily_beginsWithTheKind() {
        assertThat(Settings.render(new Mending.Staples(3), Mending.class))
                .isEqualTo(Map.of("kind", "staples", "count", 3));
        assertThat(Settings.render(new Mending.Staples(3))).isEqualTo(Map.of("count", 3));
    }

    @Test
    void override_ofDeepPath_changesOnlyThat() {
        Setting changed = Settings.override(BOWL, "kiln.hours", value("5"));

        assertThat(Binder.bind(changed, Pottery.class).kiln()).isEqualTo(new Pottery.Kiln(900, 5));
        assertThat(Binder.bind(BOWL, Pottery.class).kiln()).isEqualTo(new Pottery.Kiln(900, 2));
    }

    @Test
    void override_belowAPlainKind_keepsTheKind() {
        Setting staples = Settings.override(BOWL, "mending", value("staples"));
        Setting changed = Settings.override(staples, "mending.count", value("7"));

        assertThat(Binder.bind(changed, Pottery.class).mending()).isEqualTo(new Mending.Staples(7));
    }

    @Test
    void override_ofListItem_changesThatItem() {
        Setting changed = Settings.override(BOWL, "layers.0", value("urushi"));

        assertThat(Binder.bind(changed, Pottery.class).layers()).containsExactly(Mending.Urushi.DEFAULTS);
    }

    @Test
    void override_behindTheList_namesItsLength() {
        assertThatThrownBy(() -> Settings.override(BOWL, "layers.1.coats", value("1")))
                .hasMessage("--set: '1' is no item of the list, which has 1 items numbered from 0");
        assertThatThrownBy(() -> Settings.override(BOWL, "layers..coats", value("1")))
                .hasMessage("--set: the path has an empty key");
    }

    @Test
    void equals_ofSettings_ignoresThePlace() {
        Setting here = Settings.parse(Map.of("a", List.of(1, "x")), "here");
        Setting there = Settings.parse(Map.of("a", List.of(1, "x")), "there");

        assertThat(here).isEqualTo(there).hasSameHashCodeAs(there);
        assertThat(here).isNotEqualTo(Settings.parse(Map.of("a", List.of(1, "y")), "here"));
        assertThat(Settings.parse("1", "a")).isNotEqualTo(Settings.parse(1, "a"));
    }

    @Test
    void mapping_withRepeatedKey_namesBothPlaces() {
        Place first = new Place("a.yaml", 3, 1, "name");
        Place second = new Place("a.yaml", 7, 1, "name");
        Setting text = new Setting.Scalar("b", false, first);

        assertThatThrownBy(() -> new Setting.Mapping(
                        List.of(new Setting.Entry("name", first, text), new Setting.Entry("name", second, text)),
                        Place.root("a.yaml")))
                .hasMessage("a.yaml:7: name: the key is given twice; first on line 3");
    }

    @Test
    void mapping_withAndWithout_keepTheOrder() {
        Setting.Mapping mapping = new Setting.Mapping(List.of(), Place.root("a.yaml"))
                .with("b", value("1"))
                .with("a", value("2"))
                .with("b", value("3"));

        assertThat(mapping.keys()).containsExactly("b", "a");
        assertThat(mapping.find("b")).contains(value("3"));
        assertThat(mapping.without("b").keys()).containsExactly("a");
    }

    private static Setting value(String text) {
        return new Setting.Scalar(text, false, Place.root("--set"));
    }
}
