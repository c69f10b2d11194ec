package dev.kintsugi.engine.missing;

import static dev.kintsugi.engine.missing.MissingRows.THREE;
import static dev.kintsugi.engine.missing.MissingRows.TWO;
import static dev.kintsugi.engine.missing.MissingRows.clients;
import static dev.kintsugi.engine.missing.MissingRows.complete;
import static dev.kintsugi.engine.missing.MissingRows.table;
import static dev.kintsugi.engine.missing.MissingRows.withHoles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.error.ConfigException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingLossesTest {
    private static final long IMAGE = 1;
    private static final long TEXT = 2;
    private static final long BOTH = 3;

    private static ExampleTable test(PresenceTable presence) {
        return table(presence, "t");
    }

    private static PresenceTable like(
            MissingPattern pattern, ExampleTable train, List<ClientData> clients, ExampleTable test, long seed) {
        PresenceTable left =
                MissingPatterns.train(pattern, train, clients, seed).table();
        return MissingPatterns.like(pattern, train, left, clients, test, seed).table();
    }

    /** Training rows r0, r1, … that are left with the masks; client k mod {@code clients} has row k. */
    private static PresenceTable like(long[] natural, long[] left, int clients, PresenceTable test, long seed) {
        PresenceDraft draft = new PresenceDraft(test);
        TrainingLosses.of(
                        table(new PresenceTable(TWO, natural), "r"),
                        new PresenceTable(TWO, left),
                        clients(clients, natural.length),
                        seed)
                .imitate(IntStream.range(0, test.rows()).toArray(), test, draft);
        return draft.finish().table();
    }

    private static Map<Long, Long> counts(PresenceTable table) {
        Map<Long, Long> counts = new TreeMap<>();
        for (int row = 0; row < table.rows(); row++) {
            counts.merge(table.mask(row), 1L, Long::sum);
        }
        return counts;
    }

    @ParameterizedTest
    @MethodSource("dev.kintsugi.engine.missing.MissingPatternsTest#every")
    void testRows_atHigherRate_onlyLoseMore(DoubleFunction<MissingPattern> family) {
        ExampleTable train = withHoles(THREE, 420);
        ExampleTable test = test(withHoles(THREE, 150).presence());
        for (long seed = 0; seed < 5; seed++) {
            PresenceTable before = test.presence();
            for (double rate : new double[] {0, 0.05, 0.2, 0.5, 0.7, 0.95, 1}) {
                PresenceTable now = like(family.apply(rate), train, clients(12, 420), test, seed);
                for (int row = 0; row < test.rows(); row++) {
                    assertThat(now.mask(row) & ~before.mask(row))
                            .as("test row %d at rate %s has only what it had before", row, rate)
                            .isZero();
                    assertThat(now.mask(row)).isNotZero();
                }
                before = now;
            }
        }
    }

    /** No training row has the two modalities of the test rows: the complete ones are of no use, those with one are. */
    @ParameterizedTest
    @MethodSource("dev.kintsugi.engine.missing.MissingPatternsTest#every")
    void testRowsOfANatureOfTheirOwn_atHigherRate_onlyLoseMore(DoubleFunction<MissingPattern> family) {
        long[] natures = IntStream.range(0, 420)
                .mapToLong(row -> row % 4 == 0 ? 0b001 : row % 4 == 1 ? 0b010 : 0b111)
                .toArray();
        ExampleTable train = table(new PresenceTable(THREE, natures), "r");
        ExampleTable test = test(new PresenceTable(THREE, all(0b011, 150)));
        for (long seed = 0; seed < 5; seed++) {
            PresenceTable before = test.presence();
            for (double rate : new double[] {0, 0.2, 0.5, 0.7, 1}) {
                PresenceTable now = like(family.apply(rate), train, clients(12, 420), test, seed);
                for (int row = 0; row < test.rows(); row++) {
                    assertThat(now.mask(row) & ~before.mask(row)).isZero();
                }
                before = now;
            }
        }
    }

    @Test
    void testRows_inAnotherOrder_loseTheSame() {
        MissingPattern mix = new MissingPattern.PatternMix(0.3, Optional.of(0.6), List.of(), MissingSets.SUBSETS);
        ExampleTable train = complete(THREE, 300);
        ExampleTable test = test(PresenceTable.complete(THREE, 100));
        List<String> reversed = new ArrayList<>(test.ids());
        Collections.reverse(reversed);

        PresenceTable straight = like(mix, train, clients(7, 300), test, 4);
        PresenceTable backwards =
                like(mix, train, clients(7, 300), new ExampleTable(reversed, test.targets(), test.presence()), 4);

        for (int row = 0; row < 100; row++) {
            assertThat(backwards.mask(99 - row)).isEqualTo(straight.mask(row));
        }
    }

    @Test
    void asManyTestRows_loseExactlyWhatTrainingRowsLost() {
        MissingPattern mix = new MissingPattern.PatternMix(0.3, Optional.of(0.6), List.of(), MissingSets.SUBSETS);
        ExampleTable train = complete(THREE, 300);
        PresenceTable left =
                MissingPatterns.train(mix, train, clients(7, 300), 4).table();

        PresenceTable tested = like(mix, train, clients(7, 300), test(PresenceTable.complete(THREE, 300)), 4);

        assertThat(counts(tested)).isEqualTo(counts(left)).hasSizeGreaterThan(4);
    }

    @Test
    void halfAsManyTestRows_imitateEverySecondRowOfEachClient() {
        // Of 4 clients with 10 rows, two have no text and one no image: 20, 10 and 10 training rows; the 20 test rows
        // have the 2nd, 4th, … of the 40 models, 5 of each client.
        long[] left = IntStream.range(0, 40)
                .mapToLong(row -> row % 4 < 2 ? IMAGE : row % 4 == 2 ? TEXT : BOTH)
                .toArray();

        PresenceTable tested = like(all(BOTH, 40), left, 4, PresenceTable.complete(TWO, 20), 1);

        assertThat(counts(tested)).isEqualTo(Map.of(IMAGE, 10L, TEXT, 5L, BOTH, 5L));
    }

    @Test
    void threeTimesAsManyTestRows_imitateEachRowThreeTimes() {
        PresenceTable tested =
                like(all(BOTH, 5), new long[] {IMAGE, TEXT, TEXT, BOTH, BOTH}, 2, PresenceTable.complete(TWO, 15), 1);

        assertThat(counts(tested)).isEqualTo(Map.of(IMAGE, 3L, TEXT, 6L, BOTH, 6L));
    }

    @Test
    void rowsWithHolesByNature_imitateSuchRows() {
        // Ten training rows have no text by nature and nothing more to lose; of the ten complete ones nine have lost
        // their text. So have nine of ten complete test rows, and not 9 of 20 as by the losses of all rows.
        long[] natural = all(BOTH, 20);
        Arrays.fill(natural, 0, 10, IMAGE);
        long[] left = natural.clone();
        Arrays.fill(left, 10, 19, IMAGE);

        PresenceTable tested = like(natural, left, 1, new PresenceTable(TWO, natural), 1);

        for (int row = 0; row < 10; row++) {
            assertThat(tested.mask(row)).isEqualTo(IMAGE);
        }
        assertThat(IntStream.range(10, 20).filter(row -> tested.mask(row) == IMAGE))
                .hasSize(9);
    }

    @Test
    void natureThatNoTrainingRowHas_imitatesAllAndKeepsItsLastModality() {
        // Every training row has lost its text; the test row has nothing else.
        PresenceTable tested = like(all(BOTH, 4), all(IMAGE, 4), 2, new PresenceTable(TWO, new long[] {TEXT, BOTH}), 1);

        assertThat(tested.mask(0)).isEqualTo(TEXT);
        assertThat(tested.mask(1)).isEqualTo(IMAGE);
    }

    @Test
    void trainingRowsThatLostEverything_areNobodysModel() {
        PresenceTable tested = like(all(BOTH, 4), new long[] {0, 0, 0, TEXT}, 2, PresenceTable.complete(TWO, 8), 1);

        assertThat(counts(tested)).isEqualTo(Map.of(TEXT, 8L));
    }

    @Test
    void otherSeeds_giveOtherModelsToRowsInOneOrder() {
        long[] left = all(BOTH, 40);
        Arrays.fill(left, 0, 20, IMAGE);
        PresenceTable first = like(all(BOTH, 40), left, 4, PresenceTable.complete(TWO, 40), 1);

        assertThat(IntStream.range(2, 6)
                        .mapToObj(seed -> like(all(BOTH, 40), left, 4, PresenceTable.complete(TWO, 40), seed)))
                .allSatisfy(other -> assertThat(
                                IntStream.range(0, 40).anyMatch(row -> other.mask(row) != first.mask(row)))
                        .isTrue());
    }

    @Test
    void likeTrain_withoutTrainingRows_isAnError() {
        assertThatThrownBy(() -> MissingPatterns.test(
                        MissingPattern.LikeTrain.DEFAULTS, test(PresenceTable.complete(TWO, 2)), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("like-train");
    }

    private static long[] all(long mask, int rows) {
        long[] masks = new long[rows];
        Arrays.fill(masks, mask);
        return masks;
    }
}
