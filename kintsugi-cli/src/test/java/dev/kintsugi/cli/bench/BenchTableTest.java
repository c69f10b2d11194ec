package dev.kintsugi.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.cli.bench.BenchTable.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTableTest {
    private static final List<Column> COLUMNS = List.of(Column.text("model", "model"), new Column("ms", "time, ms", 1));

    @Test
    void text_ofNumbers_alignsThemAndRounds() {
        BenchTable table = new BenchTable(
                "A title", COLUMNS, List.of(List.of("tiny", 1.25), List.of("b", 100)), List.of("a note"));

        assertThat(table.text()).isEqualTo("A title\n\nmodel  time, ms\ntiny        1.3\nb         100.0\n- a note\n");
    }

    @Test
    void json_ofNumbers_keepsThemWhole() {
        BenchTable table = new BenchTable("A title", COLUMNS, List.of(List.of("tiny", 1.25)), List.of());

        assertThat(table.json().path("rows").path(0).path("ms").asDouble()).isEqualTo(1.25);
        assertThat(table.json().path("rows").path(0).path("model").asText()).isEqualTo("tiny");
    }

    @Test
    void constructor_rowTooShort_isRefused() {
        assertThatThrownBy(() -> new BenchTable("A title", COLUMNS, List.of(List.of("tiny")), List.of()))
                .hasMessage("A title: a row has 1 cells for 2 columns");
    }
}
