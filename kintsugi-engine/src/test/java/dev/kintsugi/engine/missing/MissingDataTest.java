package dev.kintsugi.engine.missing;

import static dev.kintsugi.engine.missing.MissingRows.THREE;
import static dev.kintsugi.engine.missing.MissingRows.TWO;
import static dev.kintsugi.engine.missing.MissingRows.clients;
import static dev.kintsugi.engine.missing.MissingRows.complete;
import static dev.kintsugi.engine.missing.MissingRows.withHoles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.error.ConfigException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MissingDataTest {
    private static MissingOptions options(MissingPattern train, LabelOptions labels, String... conditions) {
        return new MissingOptions(
                train, MissingPattern.LikeTrain.DEFAULTS, labels, List.of(conditions), EmptySamples.SKIP);
    }

    private static MissingData of(MissingOptions options, ExampleTable train, ExampleTable test) {
        return MissingData.of(options, train, test, clients(4, train.rows()), 1);
    }

    private static long lacking(PresenceTable presence) {
        return IntStream.range(0, presence.rows())
                .filter(row -> Long.bitCount(presence.mask(row))
                        < presence.modalities().size())
                .count();
    }

    @Test
    void defaults_takeNothingAndTestOnce() {
        ExampleTable train = withHoles(TWO, 30);
        MissingData data = of(MissingOptions.DEFAULTS, train, withHoles(TWO, 12));

        assertThat(data.conditions()).extracting(TestCondition::name).containsExactly("test");
        assertThat(IntStream.range(0, 30)
                        .allMatch(row -> data.train().presence().mask(row)
                                == train.presence().mask(row)))
                .isTrue();
        assertThat(data.missingLabels() + data.wrongLabels() + data.sparedTrain() + data.sparedTest())
                .isZero();
    }

    @Test
    void anyPattern_isTestedUnderTheConditionsOfFedPrime() {
        MissingData data = of(
                options(MissingPattern.SampleRate.DEFAULTS, LabelOptions.DEFAULTS),
                complete(THREE, 100),
                complete(THREE, 50));

        assertThat(data.conditions())
                .extracting(TestCondition::name)
                .containsExactly("train", "complete", "only-image", "only-text", "only-audio", "miss-both");
        // 0.7 of 100 and of 50 rows
        assertThat(lacking(data.train().presence())).isEqualTo(70);
        assertThat(lacking(data.conditions().get(0).presence())).isEqualTo(35);
        assertThat(lacking(data.conditions().get(1).presence())).isZero();
        assertThat(lacking(data.conditions().get(5).presence())).isEqualTo(35);
        assertThat(data.conditions().get(3).presence().describe(0)).isEqualTo("text");
    }

    @Test
    void namedConditions_areTheOnlyOnesBesideTheMainOne() {
        MissingData data = of(
                options(MissingPattern.None.DEFAULTS, LabelOptions.DEFAULTS, "only-text"),
                complete(TWO, 10),
                withHoles(TWO, 6));

        assertThat(data.conditions()).extracting(TestCondition::name).containsExactly("test", "only-text");
        // masks 1 2 3 1 2 3: a row without text is no part of the condition
        assertThat(data.conditions().get(1).presence().mask(0)).isZero();
    }

    @Test
    void unknownCondition_isAnErrorWithTheNearestName() {
        assertThatThrownBy(() -> of(
                        options(MissingPattern.None.DEFAULTS, LabelOptions.DEFAULTS, "only-txt"),
                        complete(TWO, 10),
                        complete(TWO, 10)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("missing.conditions")
                .hasMessageContaining("only-text");
    }

    @Test
    void releasedDraw_leavesOutTheRowsOfClientsWithoutAnything() {
        // At rate 0.5 numpy gives 1 after the seeds 0, 3, 4 and 6, not after 1 and 2. Client k has the seeds k and 2k:
        // 0 and 3 lose both modalities, 1 neither, 2 the second.
        MissingPattern pattern = new MissingPattern.ClientModality(0.5, List.of(), ClientDraw.NUMPY, 0);
        MissingOptions options = new MissingOptions(
                pattern, MissingPattern.None.DEFAULTS, LabelOptions.DEFAULTS, List.of(), EmptySamples.SKIP);
        MissingData data = of(options, complete(TWO, 40), complete(TWO, 20));

        assertThat(data.emptiedRows()).isEqualTo(20);
        assertThat(data.clients().get(0).size()).isZero();
        assertThat(data.clients().get(3).size()).isZero();
        assertThat(data.train().presence().describe(data.clients().get(1).row(0)))
                .isEqualTo("image+text");
        assertThat(data.train().presence().describe(data.clients().get(2).row(0)))
                .isEqualTo("image");
    }

    @Test
    void releasedDraw_forTestRows_isAnError() {
        assertThatThrownBy(() -> new MissingOptions(
                        MissingPattern.None.DEFAULTS,
                        new MissingPattern.ClientModality(0.5, List.of(), ClientDraw.NUMPY, 0),
                        LabelOptions.DEFAULTS,
                        List.of(),
                        EmptySamples.SKIP))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("test cannot be client-modality with draw: numpy");
    }

    @Test
    void holes_doNotDependOnDamagedLabels() {
        MissingPattern mix = new MissingPattern.PatternMix(0.3, Optional.of(0.5), List.of(), MissingSets.SUBSETS);
        MissingData clean = of(options(mix, LabelOptions.DEFAULTS), complete(TWO, 200), complete(TWO, 20));
        MissingData damaged = of(
                options(mix, new LabelOptions(0.3, 0.3, WrongLabels.UNIFORM, 0.4, 0)),
                complete(TWO, 200),
                complete(TWO, 20));

        assertThat(IntStream.range(0, 200)
                        .allMatch(row -> clean.train().presence().mask(row)
                                == damaged.train().presence().mask(row)))
                .isTrue();
        assertThat(damaged.missingLabels()).isEqualTo(60);
        assertThat(damaged.clients().stream().mapToInt(client -> client.size()).sum())
                .isEqualTo(140);
    }

    @Test
    void conditionTrain_ofAPatternOverClients_copiesWhatTheirRowsLost() {
        MissingPattern mix = new MissingPattern.PatternMix(0.1, Optional.of(0.7), List.of(), MissingSets.SUBSETS);
        MissingData data = of(options(mix, LabelOptions.DEFAULTS), complete(TWO, 100), complete(TWO, 100));

        // Drawn for the test rows as one client, such a mix would nearly always be one set alone, or another share.
        assertThat(masks(data.conditions().get(0).presence()))
                .containsExactlyInAnyOrder(masks(data.train().presence()))
                .isNotEqualTo(masks(data.train().presence()));
    }

    private static long[] masks(PresenceTable table) {
        return IntStream.range(0, table.rows()).mapToLong(table::mask).toArray();
    }

    @Test
    void likeTrain_forTraining_isRefused() {
        assertThatThrownBy(() -> options(MissingPattern.LikeTrain.DEFAULTS, LabelOptions.DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("train cannot be like-train");
    }
}
