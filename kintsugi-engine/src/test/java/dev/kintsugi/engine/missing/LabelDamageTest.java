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

    private static LabelOptions labels(double missing, double wrong, WrongLabels kind) {
        return new LabelOptions(missing, wrong, kind, 0.4, 0);
    }

    private static LabelDamage damage(double missing, double wrong) {
        return LabelDamage.of(labels(missing, wrong, WrongLabels.UNIFORM), TABLE, CLIENTS, 1);
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
    void transition_confusesAClientsClassesWithSomeOthersOnly() {
        // 4 classes have 12 pairs, of which round(0.4 · 12) = 5 are taken from a client: 7 of 12 occur
        LabelDamage damage = LabelDamage.of(labels(0, 0.5, WrongLabels.TRANSITION), TABLE, CLIENTS, 1);

        assertThat(damage.wrong()).isEqualTo(2000); // 0.5 · 4000
        for (ClientData client : CLIENTS) {
            Set<Integer> pairs = Arrays.stream(client.rows())
                    .filter(row ->
                            damage.targets().label(row) != TABLE.targets().label(row))
                    .mapToObj(row ->
                            4 * TABLE.targets().label(row) + damage.targets().label(row))
                    .collect(Collectors.toSet());
            assertThat(pairs).hasSize(7);
            assertThat(pairs).extracting(pair -> pair / 4).contains(0, 1, 2, 3); // each class has another to take
        }
    }

    @Test
    void transition_atSparsityZero_isUniform() {
        LabelOptions plain = new LabelOptions(0, 0.3, WrongLabels.TRANSITION, 0, 0);
        LabelDamage damage = LabelDamage.of(plain, TABLE, CLIENTS, 1);
        LabelDamage uniform = damage(0, 0.3);

        assertThat(IntStream.range(0, 4000))
                .allMatch(
                        row -> damage.targets().label(row) == uniform.targets().label(row));
    }

    @Test
    void released_givesTheNumbersOfFedMultimodal() {
        // numpy 2.4.6, client 2 (clients are numbered from 2 here) keeps all labels at rate 0.4; 4, 5 and 6 have these
        LabelOptions options = new LabelOptions(0, 0.4, WrongLabels.RELEASED, 0.4, 2);
        LabelDamage damage = LabelDamage.of(options, TABLE, CLIENTS, 1);
        int[][] becomes = {{0, 1, 2, 3}, {0, 1, 2, 3}, {3, 2, 3, 3}, {0, 1, 1, 0}, {2, 3, 3, 3}};
        for (int client = 0; client < 5; client++) {
            for (int row : CLIENTS.get(client).rows()) {
                assertThat(damage.targets().label(row))
                        .isEqualTo(becomes[client][TABLE.targets().label(row)]);
            }
        }
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
        LabelDamage damage = LabelDamage.of(labels(0, 1, WrongLabels.UNIFORM), table, clients(1, 3), 1);

        // {a, c} becomes {a, b} or {b, c}; a row without labels and one with all of them stay
        assertThat(damage.targets().labels(0)).hasSize(2).contains(1).isSorted();
        assertThat(damage.targets().labels(1)).isEmpty();
        assertThat(damage.targets().labels(2)).containsExactly(0, 1, 2);
        assertThat(damage.wrong()).isEqualTo(1);
    }

    @Test
    void released_withSeveralLabels_isAnError() {
        Targets targets = new Targets(List.of("a", "b", "c"), new int[][] {{0, 2}, {}});
        ExampleTable table = new ExampleTable(List.of("x", "y"), targets, PresenceTable.complete(TWO, 2));

        assertThatThrownBy(() -> LabelDamage.of(labels(0, 0.2, WrongLabels.RELEASED), table, clients(1, 2), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("missing.labels.wrong-labels: released needs rows with one label")
                .hasMessageContaining("'x' has 2");
    }

    @Test
    void noRowLeft_isAnError() {
        assertThatThrownBy(() -> labels(1, 0, WrongLabels.UNIFORM))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("missing-rate must be below 1");
        assertThatThrownBy(() -> labels(0, 1, WrongLabels.RELEASED))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("wrong-rate must be below 1 with wrong-labels: released");
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
