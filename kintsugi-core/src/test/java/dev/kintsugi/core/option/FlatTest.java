package dev.kintsugi.core.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.OptionDocs.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlatTest {
    /** Shared by several records. */
    record Glaze(
            @Option(value = "colour", source = "the shared source")
            String colour,

            @Option("coats, 1 or more") int coats) {
        static final Glaze DEFAULTS = new Glaze("white", 1);

        Glaze {
            Check.positive("coats", coats);
        }
    }

    record Cup(
            @Option("handles") int handles,
            @Flat(source = "Raku, plate 4") Glaze glaze,
            @Option("height in cm") double height) {
        static final Cup DEFAULTS = new Cup(1, new Glaze("black", 2), 8);
    }

    record Twice(@Option("colour") String colour, @Flat Glaze glaze) {}

    @Test
    void bind_ofFlatRecord_readsItsKeysBesideTheOthers() {
        Cup cup = Binder.bind(Settings.parse(Map.of("coats", 3, "height", 9), "a.yaml"), Cup.class);

        // The colour is the one of Cup.DEFAULTS, not of Glaze.DEFAULTS.
        assertThat(cup).isEqualTo(new Cup(1, new Glaze("black", 3), 9));
    }

    @Test
    void bindOver_ofFlatRecord_keepsTheRestOfTheBase() {
        Cup base = new Cup(0, new Glaze("red", 5), 7);

        assertThat(Binder.bindOver(Settings.parse(Map.of("colour", "green"), "a.yaml"), base))
                .isEqualTo(new Cup(0, new Glaze("green", 5), 7));
    }

    @Test
    void bind_ofFlatRecordThatRefuses_namesTheKeyAndItsPlace() {
        assertThatThrownBy(() -> Binder.bind(Settings.parse(Map.of("coats", 0), "a.yaml"), Cup.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a.yaml: coats: coats must be");
        assertThatThrownBy(() -> Binder.bind(Settings.parse(Map.of("glaze", "white"), "a.yaml"), Cup.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("glaze");
    }

    @Test
    void renderAndTables_ofFlatRecord_showItsKeysInPlaceWithTheOuterSource() {
        assertThat(Settings.render(Cup.DEFAULTS))
                .isEqualTo(Map.of("handles", 1, "colour", "black", "coats", 2, "height", 8.0));
        assertThat(Settings.render(Cup.DEFAULTS).keySet()).containsExactly("handles", "colour", "coats", "height");
        assertThat(OptionDocs.tables(Cup.class).get(0).rows())
                .isEqualTo(List.of(
                        new Row("handles", "whole number", "1", "handles", ""),
                        new Row("colour", "text", "black", "colour", "Raku, plate 4"),
                        new Row("coats", "whole number", "2", "coats, 1 or more", ""), // it had no source to replace
                        new Row("height", "number", "8.0", "height in cm", "")));
    }

    @Test
    void bind_ofFlatRecordWithAKeyThatIsThere_isAFaultOfTheProgram() {
        assertThatThrownBy(() -> Binder.bind(Settings.parse(Map.of(), "a.yaml"), Twice.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'colour' stands twice");
    }
}
