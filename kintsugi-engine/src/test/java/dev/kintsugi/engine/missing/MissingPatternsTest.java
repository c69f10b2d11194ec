package dev.kintsugi.engine.missing;

import static dev.kintsugi.engine.missing.MissingRows.THREE;
import static dev.kintsugi.engine.missing.MissingRows.TWO;
import static dev.kintsugi.engine.missing.MissingRows.clients;
import static dev.kintsugi.engine.missing.MissingRows.complete;
import static dev.kintsugi.engine.missing.MissingRows.withHoles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.Modality;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MissingPatternsTest {
    private static final long IMAGE = 1;
    private static final long TEXT = 2;
    private static final long BOTH = 3;

    private static MissingPattern.SampleRate rate(double rate, List<String> modalities, MissingSets sets) {
        return new MissingPattern.SampleRate(rate, modalities, Optional.empty(), sets);
    }

    private static MissingPattern.PatternMix mix(double alpha, double rate) {
        return new MissingPattern.PatternMix(alpha, Optional.of(rate), List.of(), MissingSets.SUBSETS);
    }

    private static MissingPattern clientModality(double rate, List<String> modalities) {
        return new MissingPattern.ClientModality(rate, modalities, ClientDraw.KEYED, 0);
    }

    static Stream<DoubleFunction<MissingPattern>> every() {
        return Stream.of(
                rate -> rate(rate, List.of(), MissingSets.SINGLE),
                rate -> rate(rate, List.of("text"), MissingSets.SINGLE),
                rate -> rate(rate, List.of(), MissingSets.SUBSETS),
                rate -> new MissingPattern.SampleRate(
                        rate, List.of("text", "image"), Optional.of(0.3), MissingSets.SINGLE),
                rate -> clientModality(rate, List.of()),
                rate -> clientModality(rate, List.of("image", "text")),
                rate -> new MissingPattern.ClientShare(1, rate),
                rate -> new MissingPattern.ClientShare(0.7, rate),
                rate -> mix(0.1, rate),
                rate -> mix(5, rate));
    }

    @ParameterizedTest
    @MethodSource("every")
    void pattern_atHigherRate_onlyTakesMore(DoubleFunction<MissingPattern> family) {
        ExampleTable table = withHoles(THREE, 420);
        List<ClientData> clients = clients(12, 420);
        for (long seed = 0; seed < 5; seed++) {
            PresenceTable before = table.presence();
            for (double rate : new double[] {0, 0.05, 0.2, 0.5, 0.7, 0.95, 1}) {
                PresenceTable now = MissingPatterns.train(family.apply(rate), table, clients, seed)
                        .table();
                for (int row = 0; row < table.rows(); row++) {
                    assertThat(now.mask(row) & ~before.mask(row))
                            .as("row %d at rate %s has only what it had before", row, rate)
                            .isZero();
                    assertThat(now.mask(row)).as("row %d keeps something", row).isNotZero();
                }
                before = now;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("every")
    void pattern_rowsInAnotherOrder_giveTheSameHolesById(DoubleFunction<MissingPattern> family) {
        ExampleTable table = withHoles(THREE, 210);
        List<ClientData> clients = clients(6, 210);
        int[] turned = IntStream.range(0, 210).map(row -> 209 - row).toArray();
        List<ClientData> turnedClients = clients.stream()
                .map(client -> new ClientData(
                        client.client(),
                        Arrays.stream(client.rows())
                                .map(row -> 209 - row)
                                .sorted()
                                .toArray()))
                .toList();

        PresenceTable straight =
                MissingPatterns.train(family.apply(0.6), table, clients, 3).table();
        PresenceTable reversed = MissingPatterns.train(family.apply(0.6), table.select(turned), turnedClients, 3)
                .table();

        for (int row = 0; row < 210; row++) {
            assertThat(reversed.mask(209 - row)).isEqualTo(straight.mask(row));
        }
    }

    @ParameterizedTest
    @MethodSource("every")
    void pattern_sameIdsInTest_givesOtherHoles(DoubleFunction<MissingPattern> family) {
        ExampleTable table = complete(THREE, 300);
        MissingPattern pattern = family.apply(0.5);
        ClientData all = new ClientData("test", IntStream.range(0, 300).toArray());
        long[] train = masks(MissingPatterns.train(pattern, table, List.of(all), 1));
        long[] again = masks(MissingPatterns.train(pattern, table, List.of(all), 1));

        assertThat(again).isEqualTo(train);
        // A pattern of whole modalities has few outcomes for one client: some seed differs.
        assertThat(IntStream.range(1, 30)
                        .anyMatch(seed -> !Arrays.equals(
                                masks(MissingPatterns.test(pattern, table, seed)),
                                masks(MissingPatterns.train(pattern, table, List.of(all), seed)))))
                .isTrue();
    }

    @Test
    void missBoth_ofFedPrime_hasItsShares() {
        // η = 0.7 with both-ratio 0.5 over 200 rows: 70 without text, 70 without image, 60 complete
        MissingPattern pattern =
                new MissingPattern.SampleRate(0.7, List.of("text", "image"), Optional.of(0.5), MissingSets.SINGLE);

        assertThat(counts(MissingPatterns.train(pattern, complete(TWO, 200), clients(4, 200), 1)))
                .isEqualTo(Map.of(BOTH, 60L, IMAGE, 70L, TEXT, 70L));
    }

    @Test
    void missText_ofFedPrime_takesTextOnly() {
        assertThat(counts(MissingPatterns.train(
                        rate(0.7, List.of("text"), MissingSets.SINGLE), complete(TWO, 200), clients(4, 200), 1)))
                .isEqualTo(Map.of(BOTH, 60L, IMAGE, 140L));
    }

    @Test
    void bothRatio_isTheShareOfTheFirstModality() {
        // 100 of 200 rows lose something, 80 of them the text, which is named first
        MissingPattern pattern =
                new MissingPattern.SampleRate(0.5, List.of("text", "image"), Optional.of(0.8), MissingSets.SINGLE);

        assertThat(counts(MissingPatterns.train(pattern, complete(TWO, 200), clients(4, 200), 1)))
                .isEqualTo(Map.of(BOTH, 100L, IMAGE, 80L, TEXT, 20L));
    }

    @Test
    void subsets_ofThreeModalities_occurAlike() {
        // 2³ − 2 = 6 sets over 600 affected rows
        assertThat(counts(MissingPatterns.train(
                        rate(1, List.of(), MissingSets.SUBSETS), complete(THREE, 600), clients(4, 600), 1)))
                .isEqualTo(LongMap.of(1, 100, 2, 100, 3, 100, 4, 100, 5, 100, 6, 100));
    }

    @Test
    void naturalHole_thatWouldLeaveNothing_isSparedAndCounted() {
        // masks 1, 2, 3 in turn over 300 rows; all lose text: image only stays, text only is spared, both lose text
        EffectivePresence left = MissingPatterns.train(
                rate(1, List.of("text"), MissingSets.SINGLE), withHoles(TWO, 300), clients(4, 300), 1);

        assertThat(counts(left)).isEqualTo(Map.of(IMAGE, 200L, TEXT, 100L));
        assertThat(left.spared()).isEqualTo(100);
    }

    @Test
    void clientModality_takesWholeModalitiesOfClients() {
        // 2,000 clients lack each of two modalities with 0.3: 0.49 complete, 0.09 would lack both and keep one, so
        // that 0.51 lack exactly one; three standard deviations of 0.51 are 3 · √(0.51 · 0.49 / 2000) = 0.034
        ExampleTable table = complete(TWO, 4000);
        List<ClientData> clients = clients(2000, 4000);
        PresenceTable left = MissingPatterns.train(clientModality(0.3, List.of()), table, clients, 1)
                .table();
        int lacking = 0;
        for (ClientData client : clients) {
            assertThat(left.mask(client.row(0))).isEqualTo(left.mask(client.row(1)));
            lacking += left.mask(client.row(0)) == BOTH ? 0 : 1;
        }
        assertThat(lacking / 2000.0).isCloseTo(0.51, within(0.034));
    }

    @Test
    void clientShare_takesAShareOfModalitiesInAShareOfRows() {
        // p_m = 0.7 of three modalities: 2 of them, each in round(0.4 · 50) = 20 of the 50 rows of a client
        ExampleTable table = complete(THREE, 300);
        List<ClientData> clients = clients(6, 300);
        PresenceTable left = MissingPatterns.train(new MissingPattern.ClientShare(0.7, 0.4), table, clients, 1)
                .table();
        for (ClientData client : clients) {
            List<Long> lost = THREE.stream()
                    .map(modality -> Arrays.stream(client.rows())
                            .filter(row -> !left.has(row, modality))
                            .count())
                    .sorted()
                    .toList();
            assertThat(lost).containsExactly(0L, 20L, 20L);
        }
        assertThat(clients.stream().map(client -> keptOf(client, left)).distinct())
                .as("clients differ in the modality that they keep")
                .hasSizeGreaterThan(1);
    }

    private static Modality keptOf(ClientData client, PresenceTable left) {
        return THREE.stream()
                .filter(modality -> Arrays.stream(client.rows()).allMatch(row -> left.has(row, modality)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void clientShare_ofNoModality_isAnError() {
        assertThatThrownBy(() -> MissingPatterns.train(
                        new MissingPattern.ClientShare(0.3, 0.5), complete(TWO, 10), clients(2, 10), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("modality-share 0.3 of 2 modalities is none");
    }

    @ParameterizedTest
    @MethodSource("alphas")
    void patternMix_hasTheExpectedRateForAnyAlpha(double alpha) {
        // Clients of very different sizes; 12,000 rows drawn independently: 4 · √(0.25 / 12000) = 0.018
        List<ClientData> clients = IntStream.range(0, 15)
                .mapToObj(client -> new ClientData(
                        "c" + client,
                        IntStream.range(0, 12000)
                                .filter(row -> Integer.numberOfTrailingZeros(row + 1) == client)
                                .toArray()))
                .toList();
        for (double rate : new double[] {0.5, 0.7}) {
            long complete = counts(MissingPatterns.train(mix(alpha, rate), complete(TWO, 12000), clients, 2))
                    .getOrDefault(BOTH, 0L);
            assertThat(1 - complete / 12000.0).isCloseTo(rate, within(0.018));
        }
    }

    static Stream<Double> alphas() {
        return Stream.of(0.05, 0.5, 100.0);
    }

    @Test
    void patternMix_smallAlpha_makesClientsDiffer() {
        // The most frequent missing set of a client takes nearly all of its losses at α = 0.05, about half at α = 100.
        assertThat(purity(0.05)).isGreaterThan(0.9);
        assertThat(purity(100)).isBetween(0.5, 0.62);
    }

    private static double purity(double alpha) {
        List<ClientData> clients = clients(20, 4000);
        PresenceTable left = MissingPatterns.train(mix(alpha, 0.7), complete(TWO, 4000), clients, 1)
                .table();
        double largest = 0;
        double all = 0;
        for (ClientData client : clients) {
            long noText = Arrays.stream(client.rows())
                    .filter(row -> left.mask(row) == IMAGE)
                    .count();
            long noImage = Arrays.stream(client.rows())
                    .filter(row -> left.mask(row) == TEXT)
                    .count();
            largest += Math.max(noText, noImage);
            all += noText + noImage;
        }
        return largest / all;
    }

    @Test
    void patternMix_largeAlphaWithoutRate_isEvenOverAllSets() {
        // complete, no text and no image at 1/3 each: 4 · √(2/9 / 6000) = 0.024
        MissingPattern pattern = new MissingPattern.PatternMix(1e6, Optional.empty(), List.of(), MissingSets.SUBSETS);
        Map<Long, Long> counts = counts(MissingPatterns.train(pattern, complete(TWO, 6000), clients(10, 6000), 1));

        assertThat(counts.values())
                .allSatisfy(count -> assertThat(count / 6000.0).isCloseTo(1 / 3.0, within(0.024)));
    }

    @Test
    void unknownModality_isAnErrorWithTheNearestName() {
        assertThatThrownBy(() -> MissingPatterns.train(
                        rate(0.5, List.of("txt"), MissingSets.SINGLE), complete(TWO, 10), clients(2, 10), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sample-rate")
                .hasMessageContaining("'txt'")
                .hasMessageContaining("text");
    }

    @Test
    void singleModality_cannotLoseAnything() {
        assertThatThrownBy(() -> MissingPatterns.train(
                        rate(0.5, List.of(), MissingSets.SINGLE),
                        complete(List.of(Modality.IMAGE), 10),
                        clients(2, 10),
                        1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a single modality");
    }

    @Test
    void presenceCounts_listPatternsFromTheFullestOn() {
        PresenceCounts counts = PresenceCounts.of(withHoles(TWO, 9).presence(), clients(2, 9));

        // rows 0 to 8 have masks 1 2 3 1 2 3 1 2 3; client 0 has the even rows: 1 3 2 1 3
        assertThat(counts.patterns()).containsExactly(BOTH, IMAGE, TEXT);
        assertThat(counts.rows().get(0).counts()).containsExactly(2, 2, 1);
        assertThat(counts.totals()).containsExactly(3, 3, 3);
        assertThat(counts.patterns().stream().map(counts::name)).containsExactly("image+text", "image", "text");
    }

    private static long[] masks(EffectivePresence presence) {
        return IntStream.range(0, presence.table().rows())
                .mapToLong(presence.table()::mask)
                .toArray();
    }

    private static Map<Long, Long> counts(EffectivePresence presence) {
        return Arrays.stream(masks(presence))
                .boxed()
                .collect(Collectors.groupingBy(mask -> mask, Collectors.counting()));
    }

    /** Maps masks to counts. */
    private static final class LongMap {
        static Map<Long, Long> of(long... pairs) {
            return IntStream.range(0, pairs.length / 2)
                    .boxed()
                    .collect(Collectors.toMap(pair -> pairs[2 * pair], pair -> pairs[2 * pair + 1]));
        }
    }
}
