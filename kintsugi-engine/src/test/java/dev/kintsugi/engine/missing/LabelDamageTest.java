package dev.kintsugi.engine.missing;

import static dev.kintsugi.engine.missing.MissingRows.TWO;
import static dev.kintsugi.engine.missing.MissingRows.clients;
import static dev.kintsugi.engine.missing.MissingRows.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.DataException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelDamageTest {
    private static final ExampleTable TABLE = complete(TWO, 4000);
    private static final List<ClientData> CLIENTS = clients(5, 4000);

    private static LabelDamage damage(double missing, double wrong) {
        return LabelDamage.of(new LabelOptions(missing, wrong), TABLE, CLIENTS, 1);
    }

    private static Set<Integer> wrongRows(LabelDamage damage) {
        return IntStream.range(0, TABLE.rows())
                .filter(row -> damage.targets().label(row) != TABLE.targets().label(row))
                .boxed()
                .collect(Collectors.toSet());
    }

    private static Set<Integer> heldRows(LabelDamage damage) {
        return damage.clients().stream()
                .flatMapToInt(client -> Arrays.stream(client.rows()))
                .boxed()
                .collect(Collectors.toSet());
    }

    @Test
    void wrongLabels_holdTheRateAndSpreadOverTheOtherClasses() {
        LabelDamage damage = damage(0, 0.3);
        int[] shifts = new int[4];
        for (int row : wrongRows(damage)) {
            shifts[Math.floorMod(damage.targets().label(row) - TABLE.targets().label(row), 4)]++;
        }

        assertThat(damage.wrong()).isEqualTo(1200); // 0.3 · 4000
        assertThat(wrongRows(damage)).hasSize(1200);
        // 400 each; four standard deviations are 4 · √(1200 · 2/9) = 65
        assertThat(shifts[0]).isZero();
        assertThat(shifts[1]).isBetween(335, 465);
        assertThat(shifts[2]).isBetween(335, 465);
        assertThat(heldRows(damage)).hasSize(4000);
    }

    @Test
    void higherRates_onlyDamageMore() {
        assertThat(wrongRows(damage(0, 0.5))).containsAll(wrongRows(damage(0, 0.2)));
        assertThat(heldRows(damage(0.2, 0))).containsAll(heldRows(damage(0.5, 0)));
    }

    @Test
    void missingLabels_leaveTheRowsOut() {
        LabelDamage damage = damage(0.25, 0);

        assertThat(damage.missing()).isEqualTo(1000);
        assertThat(heldRows(damage)).hasSize(3000);
        assertThat(damage.clients()).extracting(ClientData::client).containsExactly("c0", "c1", "c2", "c3", "c4");
    }

    @Test
    void multiLabel_replacesOneOfTheLabels() {
        Targets targets = new Targets(List.of("a", "b", "c"), new int[][] {{0, 2}, {}, {0, 1, 2}});
        ExampleTable table = new ExampleTable(List.of("x", "y", "z"), targets, PresenceTable.complete(TWO, 3));
        LabelDamage damage = LabelDamage.of(new LabelOptions(0, 1), table, clients(1, 3), 1);

        // {a, c} becomes {a, b} or {b, c}; a row without labels and one with all of them stay
        assertThat(damage.targets().labels(0)).hasSize(2).contains(1).isSorted();
        assertThat(damage.targets().labels(1)).isEmpty();
        assertThat(damage.targets().labels(2)).containsExactly(0, 1, 2);
        assertThat(damage.wrong()).isEqualTo(1);
    }

    @Test
    void noRowLeft_isAnError() {
        assertThatThrownBy(() -> new LabelOptions(1, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("missing-rate must be below 1");
    }

    @Test
    void rowsWithNothing_failOrAreSkipped() {
        ExampleTable table = MissingRows.table(new PresenceTable(TWO, new long[] {3, 0, 1, 0}), "r");

        assertThat(EmptyRows.without(table, EmptySamples.SKIP, "train")).containsExactly(0, 2);
        assertThatThrownBy(() -> EmptyRows.without(table, EmptySamples.FAIL, "train"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("split 'train': row 'r1' has no modality, nor have 1 others")
                .hasMessageContaining("missing.empty-samples");
    }
}
