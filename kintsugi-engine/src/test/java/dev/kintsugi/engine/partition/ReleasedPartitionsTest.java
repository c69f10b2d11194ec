package dev.kintsugi.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Client maps of FedPGP's released draws, row by row, as tools/parity/make_partition_fixtures.py draws them with numpy.
 */
class ReleasedPartitionsTest {
    private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final Map<String, String> EXPECTED = expected();

    private static Map<String, String> expected() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(
                        ReleasedPartitionsTest.class.getResourceAsStream("/parity/released-partitions.txt")),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> line.split(" "))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] trainLabels(int rows, int classes) {
        return IntStream.range(0, rows).map(r -> (7 * r + r / 3) % classes).toArray();
    }

    private static int[] testLabels(int rows, int classes) {
        return IntStream.range(0, rows).map(r -> (5 * r + r / 7) % classes).toArray();
    }

    private static String letters(int count, int[][] clients) {
        char[] owner = new char[count];
        Arrays.fill(owner, '?');
        for (int client = 0; client < clients.length; client++) {
            for (int row : clients[client]) {
                owner[row] = LETTERS.charAt(client);
            }
        }
        return new String(owner);
    }

    private static ReleasedLabelSkew skew(int clients, double alpha, int leastTest) {
        return new ReleasedLabelSkew(
                rule(clients, alpha, 10, leastTest), trainLabels(1000, 10), testLabels(400, 10), 10);
    }

    private static DirichletPartition.Rule rule(int clients, double alpha, int least, int leastTest) {
        return new DirichletPartition.Rule(
                clients, alpha, least, leastTest, DirichletPartition.Balance.FROM_MEAN, "unused");
    }

    private static String letters(DirichletPartition.Parts parts, int train, int test) {
        return letters(train, parts.train()) + letters(test, parts.test());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void labelDir_ofNumpy_givesEveryRowTheReleasedClient(int seed) {
        assertThat(letters(skew(8, 0.3, 4).seededOnce(seed), 1000, 400))
                .isEqualTo(EXPECTED.get("noniid-labeldir-8-clients-seed-" + seed));
    }

    /** Thirty clients, so that the shares are summed in eight lanes, and several draws until all have enough. */
    @Test
    void labelDir_ofNumpyWithManyClients_givesEveryRowTheReleasedClient() {
        assertThat(letters(skew(30, 1.5, 2).seededOnce(3), 1000, 400))
                .isEqualTo(EXPECTED.get("noniid-labeldir-30-clients-seed-3"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void pachinko_ofNumpy_givesEveryRowTheReleasedClient(int seed) {
        int[] pool = IntStream.concat(Arrays.stream(trainLabels(900, 18)), Arrays.stream(testLabels(300, 18)))
                .toArray();
        List<String> superclasses =
                Arrays.stream(pool).mapToObj(label -> "coarse " + label % 6).toList();
        PartitionOptions.Pachinko options =
                new PartitionOptions.Pachinko(12, 0.3, 10, "superclass", PartitionDraw.NUMPY);

        assertThat(letters(1200, new ReleasedPachinko(options, pool, superclasses).parts(seed)))
                .isEqualTo(EXPECTED.get("pachinko-12-clients-seed-" + seed));
    }

    @Test
    void domain_ofNumpy_givesEveryRowTheReleasedClient() {
        ReleasedLabelSkew domain =
                new ReleasedLabelSkew(rule(5, 0.3, 2, 2), trainLabels(300, 10), testLabels(120, 10), 10);

        assertThat(letters(domain.seededPerClass(), 300, 120)).isEqualTo(EXPECTED.get("domain-5-clients"));
    }

    @Test
    void domain_thatTheReleasedCodeWouldDrawForEver_isAnError() {
        ReleasedLabelSkew domain =
                new ReleasedLabelSkew(rule(5, 0.3, 55, 2), trainLabels(300, 10), testLabels(120, 10), 10);

        assertThatThrownBy(domain::seededPerClass)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("min-partition-size 55 with min-test-size 2 was not reached in the one draw")
                .hasMessageContaining("the smallest client had at best");
    }

    @Test
    void labelDir_minimumOutOfReach_isAnErrorAndEnds() {
        assertThatThrownBy(() -> skew(8, 0.01, 45).seededOnce(1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("with min-test-size 45 was not reached in 10000 draws");
        assertThatThrownBy(() -> skew(8, 0.3, 60))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("partition.min-test-size × clients must be at most 400");
    }

    @Test
    void labelDir_seedThatNumpyRefuses_isAnError() {
        assertThatThrownBy(() -> skew(8, 0.3, 4).seededOnce(-1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("seed must lie in [0, 2^32)");
    }

    @Test
    void pachinko_sharesThatAreAllZero_isAnError() {
        PartitionOptions.Pachinko options =
                new PartitionOptions.Pachinko(12, 0.3, 1e-5, "superclass", PartitionDraw.NUMPY);
        int[] pool = trainLabels(900, 18);
        List<String> superclasses =
                Arrays.stream(pool).mapToObj(label -> "coarse " + label % 6).toList();

        assertThatThrownBy(() -> new ReleasedPachinko(options, pool, superclasses).parts(1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("fine-alpha 1.0E-5 is too small for draw: numpy");
    }

    @Test
    void pachinko_clientsThatLeaveRowsOver_isAnError() {
        PartitionOptions.Pachinko options =
                new PartitionOptions.Pachinko(7, 0.3, 10, "superclass", PartitionDraw.NUMPY);
        int[] pool = trainLabels(900, 18);
        List<String> superclasses =
                Arrays.stream(pool).mapToObj(String::valueOf).toList();

        assertThatThrownBy(() -> new ReleasedPachinko(options, pool, superclasses))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "partition.clients must divide 900, the number of training and test rows, with draw: numpy, but was 7");
    }
}
