package dev.kintsugi.engine.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Place;
import dev.kintsugi.core.option.Setting;
import dev.kintsugi.core.option.Settings;
import dev.kintsugi.engine.tune.MethodGrid.Axis;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MethodGridTest {
    private static Axis axis(String path, Object... values) {
        return new Axis(
                path,
                Arrays.stream(values)
                        .map(value -> Settings.parse(value, "test"))
                        .toList());
    }

    private static List<String> edges(MethodGrid grid, int combination) {
        Setting.Mapping section = new Setting.Mapping(List.of(), Place.root("test"));
        return GridEdge.of(grid, new Trial("m", 1, combination, grid.combination(combination), section));
    }

    @Test
    void combination_ofTwoAxes_changesTheLastFirst() {
        MethodGrid grid = new MethodGrid(List.of(axis("a", 1, 2), axis("b", "x", "y", "z")));

        assertThat(grid.size()).isEqualTo(6);
        // 4 = 1 * 3 + 1: the second value of a, the second of b.
        assertThat(new Trial("m", 1, 4, grid.combination(4), new Setting.Mapping(List.of(), Place.root("test")))
                        .values())
                .isEqualTo(Map.of("a", 2L, "b", "y"));
    }

    @Test
    void grid_withoutAxes_hasOneCombination() {
        assertThat(new MethodGrid(List.of()).size()).isEqualTo(1);
        assertThat(new MethodGrid(List.of()).combination(0)).isEmpty();
    }

    @Test
    void draw_ofALargerBudget_keepsWhatASmallerOneDrew() {
        MethodGrid grid = new MethodGrid(List.of(axis("a", 1, 2, 3, 4, 5), axis("b", 1, 2, 3, 4)));

        int[] five = GridDraw.of(grid, 5, 7);
        int[] nine = GridDraw.of(grid, 9, 7);

        assertThat(five).hasSize(5).isSorted().doesNotHaveDuplicates();
        assertThat(nine).hasSize(9).contains(five);
        assertThat(GridDraw.of(grid, 5, 7)).isEqualTo(five);
        assertThat(GridDraw.of(grid, 5, 8)).isNotEqualTo(five);
        assertThat(GridDraw.of(grid, 20, 7)).hasSize(20);
    }

    @Test
    void draw_smallerThanTheGrid_triesTheValuesOfEachKeyEvenly() {
        MethodGrid grid = new MethodGrid(List.of(axis("rate", 1, 2, 3, 4), axis("mu", 1, 2, 3)));

        for (long seed = 0; seed < 50; seed++) {
            int[] drawn = GridDraw.of(grid, 4, seed);
            // Four draws deal each of the four rates once, and three values of mu once with one of them again.
            assertThat(Arrays.stream(drawn).map(number -> number / 3).boxed()).containsExactly(0, 1, 2, 3);
            assertThat(Arrays.stream(drawn).map(number -> number % 3).distinct().count())
                    .isEqualTo(3);
        }
        assertThat(GridDraw.of(grid, 11, 1)).hasSize(11).doesNotHaveDuplicates();
    }

    @Test
    void edge_ofNumbers_isTheSmallestOrLargestInAnyOrder() {
        MethodGrid grid =
                new MethodGrid(List.of(axis("rate", 0.1, 0.001, 0.01), axis("name", "x", "y"), axis("one", 5)));

        assertThat(edges(grid, 0)).containsExactly("rate");
        assertThat(edges(grid, 2)).containsExactly("rate");
        assertThat(edges(grid, 4)).as("0.01 lies between").isEmpty();
    }

    @Test
    void edge_ofSections_isTakenAmongThoseThatDifferInTheNumberOnly() {
        MethodGrid grid = new MethodGrid(List.of(axis(
                "training.optimizer",
                Map.of("kind", "sgd", "learning-rate", 0.003),
                Map.of("kind", "sgd", "learning-rate", 0.01),
                Map.of("kind", "sgd", "learning-rate", 0.03),
                Map.of("kind", "adam", "learning-rate", 0.01))));

        assertThat(edges(grid, 0)).containsExactly("training.optimizer.learning-rate");
        assertThat(edges(grid, 1)).isEmpty();
        assertThat(edges(grid, 3)).as("the only one of adam").isEmpty();
    }

    @Test
    void grid_withAKeyWithinAnother_isRefused() {
        assertThatThrownBy(() -> new MethodGrid(List.of(axis("a.b", 1), axis("a", 1))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'a' and 'a.b'");
    }

    @Test
    void grid_ofMoreThanAMillion_isRefused() {
        Object[] hundred = new Object[100];
        Arrays.setAll(hundred, i -> i);

        assertThatThrownBy(() -> new MethodGrid(
                        List.of(axis("a", hundred), axis("b", hundred), axis("c", hundred), axis("d", 1, 2))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("more than 1000000");
    }
}
