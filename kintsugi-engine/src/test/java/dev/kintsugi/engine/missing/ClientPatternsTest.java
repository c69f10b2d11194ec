package dev.kintsugi.engine.missing;

import static dev.kintsugi.engine.missing.MissingRows.THREE;
import static dev.kintsugi.engine.missing.MissingRows.TWO;
import static dev.kintsugi.engine.missing.MissingRows.clients;
import static dev.kintsugi.engine.missing.MissingRows.complete;
import static dev.kintsugi.engine.missing.MissingRows.withHoles;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.parameter.Modality;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole modalities of clients as FedCMI splits them, and as FedMultimodal's released code draws them. */
class ClientPatternsTest {
    private static final long IMAGE = 1;
    private static final long TEXT = 2;
    private static final long BOTH = 3;

    /** What is left of each client, which must be the same for all its rows. */
    private static Map<String, Long> left(MissingPattern pattern, List<Modality> modalities, int clients, long seed) {
        ExampleTable table = complete(modalities, 2 * clients);
        List<ClientData> owners = clients(clients, 2 * clients);
        EffectivePresence left = MissingPatterns.train(pattern, table, owners, seed);
        Map<String, Long> masks = new TreeMap<>();
        for (ClientData client : owners) {
            assertThat(left.table().mask(client.row(1))).isEqualTo(left.table().mask(client.row(0)));
            masks.put(client.client(), left.table().mask(client.row(0)));
        }
        return masks;
    }

    private static long count(Map<String, Long> masks, long mask) {
        return masks.values().stream().filter(one -> one == mask).count();
    }

    private static MissingPattern.ClientSplit split(double ratio, String... modalities) {
        return new MissingPattern.ClientSplit(ratio, List.of(modalities));
    }

    @Test
    void clientSplit_ofTwoModalities_hasTheNumbersOfFedCmi() {
        // int(0.5 · 21) = 10 complete; of the 11 others 11 // 2 = 5 the first modality and 6 the second
        Map<String, Long> masks = left(split(0.5), TWO, 21, 1);

        assertThat(List.of(count(masks, BOTH), count(masks, IMAGE), count(masks, TEXT)))
                .containsExactly(10L, 5L, 6L);
        assertThat(left(split(0.5), TWO, 21, 2)).isNotEqualTo(masks);
    }

    @Test
    void clientSplit_ofThreeModalities_isEven() {
        // 0.29 · 100 = 29 complete; 71 = 23 + 24 + 24
        Map<String, Long> masks = left(split(0.29), THREE, 100, 1);

        assertThat(List.of(count(masks, 7), count(masks, 1), count(masks, 2), count(masks, 4)))
                .containsExactly(29L, 23L, 24L, 24L);
    }

    @Test
    void clientSplit_ofOneNamedModality_givesTheRestThatOne() {
        Map<String, Long> masks = left(split(0, "text"), TWO, 8, 1);

        assertThat(masks.values()).containsOnly(TEXT);
        assertThat(left(split(1), TWO, 8, 1).values()).containsOnly(BOTH);
    }

    @Test
    void clientSplit_atALowerRatio_onlyTakesMore() {
        for (long seed = 0; seed < 5; seed++) {
            Map<String, Long> before = left(split(1), THREE, 30, seed);
            for (double ratio : new double[] {0.9, 0.6, 0.5, 0.1, 0}) {
                Map<String, Long> now = left(split(ratio), THREE, 30, seed);
                Map<String, Long> more = before;
                now.forEach((client, mask) ->
                        assertThat(mask & ~more.getOrDefault(client, 0L)).isZero());
                before = now;
            }
        }
    }

    @Test
    void clientSplit_rowsWithoutTheModality_keepWhatTheyHave() {
        // masks 1, 2, 3 in turn over 300 rows; all clients have text only: the 100 rows with image only are spared
        EffectivePresence left = MissingPatterns.train(split(0, "text"), withHoles(TWO, 300), clients(4, 300), 1);

        assertThat(left.spared()).isEqualTo(100);
    }

    /** The counts of numpy 2.4.6 over the clients 0 to 99: lacking A, B, both, none. */
    @ParameterizedTest
    @CsvSource({"0.1, 8, 9, 1, 84", "0.3, 27, 30, 6, 49", "0.5, 47, 49, 23, 27", "0.8, 80, 81, 64, 3"})
    void releasedDraw_ofAHundredClients_isThatOfFedMultimodal(double rate, int a, int b, int all, int none) {
        MissingPattern pattern = new MissingPattern.ClientModality(rate, List.of(), ClientDraw.NUMPY, 0);
        Map<String, Long> masks = left(pattern, TWO, 100, 5);

        assertThat(List.of(
                        count(masks, TEXT) + count(masks, 0),
                        count(masks, IMAGE) + count(masks, 0),
                        count(masks, 0),
                        count(masks, BOTH)))
                .containsExactly((long) a, (long) b, (long) all, (long) none);
        assertThat(left(pattern, TWO, 100, 6)).isEqualTo(masks); // the seed of the run changes nothing
    }

    @Test
    void releasedDraw_numbersTheClientsFromTheFirst() {
        // rate 0.1: of the seeds 2 to 19 only 4 loses A; B has twice the number, 4 and 28 among them: clients 2 and 14
        MissingPattern pattern = new MissingPattern.ClientModality(0.1, List.of(), ClientDraw.NUMPY, 2);
        Map<String, Long> masks = left(pattern, TWO, 8, 1);

        assertThat(masks).containsEntry("c2", TEXT).containsEntry("c0", IMAGE);
        assertThat(count(masks, BOTH)).isEqualTo(6);
    }
}
