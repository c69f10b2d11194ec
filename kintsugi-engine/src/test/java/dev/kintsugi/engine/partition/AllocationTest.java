package dev.kintsugi.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.Split;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Partitions that give clients test rows of their own. */
class AllocationTest {
    private static final int CLASSES = 10;

    /**
     * Rows in turn of ten classes; class {@code c} belongs to superclass {@code c / 5}, row {@code r} to domain
     * {@code r / CLASSES % 3}.
     */
    private record Rows(int rows) implements Split {
        @Override
        public ExampleTable examples() {
            return new ExampleTable(
                    IntStream.range(0, rows).mapToObj(row -> "r" + row).toList(),
                    Targets.single(
                            IntStream.range(0, CLASSES)
                                    .mapToObj(c -> "class " + c)
                                    .toList(),
                            IntStream.range(0, rows).map(row -> row % CLASSES).toArray()),
                    PresenceTable.complete(List.of(Modality.IMAGE), rows));
        }

        @Override
        public BufferedImage image(int row) {
            throw new UnsupportedOperationException("no partition looks at an image");
        }

        @Override
        public String text(int row) {
            throw new UnsupportedOperationException("no partition looks at a text");
        }

        @Override
        public Map<String, String> attributes(int row) {
            return Map.of(
                    "superclass",
                    "s" + row % CLASSES / 5,
                    "domain",
                    List.of("photo", "sketch", "clipart").get(row / CLASSES % 3));
        }

        @Override
        public String contentHash() {
            return "rows " + rows;
        }
    }

    private static final Split TRAIN = new Rows(1200);
    private static final Split TEST = new Rows(600);

    @Test
    void disjointClasses_trainAndTest_holdAllRowsOfTheSameClasses() {
        Allocation allocation = Partitions.allocate(new PartitionOptions.DisjointClasses(4, 2023, 0), TRAIN, TEST, 1);

        // random.seed(2023) shuffles ten classes to 1 0 3 8 5 4 2 9 7 6; round(10 / 4) is 2, halves to even.
        assertThat(classes(TRAIN, allocation.train().get(0))).containsExactly(0, 1);
        assertThat(classes(TRAIN, allocation.train().get(3))).containsExactly(2, 6, 7, 9);
        assertThat(allocation.train().get(3).size()).isEqualTo(4 * 120);
        assertThat(classes(TEST, tests(allocation).get(3))).containsExactly(2, 6, 7, 9);
        assertThat(tests(allocation).get(3).size()).isEqualTo(4 * 60);
        assertEachRowOnce(tests(allocation), TEST.rows());
    }

    @Test
    void disjointClasses_anotherSeedOfTheExperiment_isTheSame() {
        PartitionOptions options = new PartitionOptions.DisjointClasses(5, 2023, 0);

        assertThat(rows(Partitions.allocate(options, TRAIN, TEST, 1).train()))
                .isEqualTo(rows(Partitions.allocate(options, TRAIN, TEST, 2).train()));
    }

    @Test
    void labelDir_trainAndTest_haveTheSameSharesAndLeastSizes() {
        Allocation allocation = Partitions.allocate(
                new PartitionOptions.NonIidLabelDir(6, 0.3, 10, 10, PartitionDraw.KEYED), TRAIN, TEST, 3);

        assertEachRowOnce(allocation.train(), TRAIN.rows());
        assertEachRowOnce(tests(allocation), TEST.rows());
        for (int client = 0; client < 6; client++) {
            int[] train = counts(TRAIN, allocation.train().get(client));
            int[] test = counts(TEST, tests(allocation).get(client));
            assertThat(allocation.train().get(client).size()).isGreaterThanOrEqualTo(10);
            assertThat(tests(allocation).get(client).size()).isGreaterThanOrEqualTo(10);
            for (int label = 0; label < CLASSES; label++) {
                // Cut points are rounded down on both sides: 120 train and 60 test rows of a class differ by at most 2.
                assertThat(Math.abs(train[label] / 2.0 - test[label])).isLessThan(2);
            }
        }
    }

    @Test
    void labelDir_clientsAtTheMean_getNoMoreRows() {
        Allocation allocation = Partitions.allocate(
                new PartitionOptions.NonIidLabelDir(6, 0.3, 1, 1, PartitionDraw.KEYED), TRAIN, TEST, 3);

        // A client below the mean of 200 rows can still take one whole class of 120.
        assertThat(allocation.train())
                .allSatisfy(client -> assertThat(client.size()).isLessThan(200 + 120));
    }

    @Test
    void labelDir_moreThanTheTestRowsCanGive_isAnErrorThatNamesThem() {
        assertThatThrownBy(() -> Partitions.allocate(
                        new PartitionOptions.NonIidLabelDir(6, 0.3, 10, 10, PartitionDraw.KEYED),
                        TRAIN,
                        new Rows(50),
                        3))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "partition.min-test-size × clients must be at most 50, the number of test rows, but was 10 × 6");
    }

    /** With 50 test rows for 6 clients ten each are too many, as the sizes of a small data set often are. */
    @Test
    void labelDir_withAMinimumOfItsOwnForTheTestRows_fitsASmallTestSplit() {
        PartitionOptions options = new PartitionOptions.NonIidLabelDir(6, 0.3, 10, 1, PartitionDraw.KEYED);

        Allocation allocation = Partitions.allocate(options, TRAIN, new Rows(50), 3);

        assertThat(allocation.train()).allMatch(client -> client.size() >= 10);
        assertThat(tests(allocation)).allMatch(client -> client.size() >= 1);
        assertEachRowOnce(tests(allocation), 50);
    }

    @Test
    void labelDir_minimumOfTestRowsOutOfReach_isAnErrorThatSaysWhatToLower() {
        PartitionOptions options = new PartitionOptions.NonIidLabelDir(6, 0.01, 10, 9, PartitionDraw.KEYED);

        assertThatThrownBy(() -> Partitions.allocate(options, TRAIN, new Rows(60), 3))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("min-partition-size 10 with min-test-size 9 was not reached in 200 draws")
                .hasMessageContaining("lower min-partition-size, min-test-size or clients");
    }

    @Test
    void pachinko_pool_isDealtInEqualPartsAndWhole() {
        Allocation allocation = Partitions.allocate(
                new PartitionOptions.Pachinko(7, 0.3, 10, "superclass", PartitionDraw.KEYED), TRAIN, TEST, 1);

        // 1200 + 600 rows for 7 clients: 257 each, and one more for the first client (1800 = 7 · 257 + 1).
        assertEachRowOnce(allocation.train(), TRAIN.rows());
        assertEachRowOnce(tests(allocation), TEST.rows());
        for (int client = 0; client < 7; client++) {
            assertThat(allocation.train().get(client).size()
                            + tests(allocation).get(client).size())
                    .isEqualTo(client == 0 ? 258 : 257);
        }
    }

    @Test
    void pachinko_smallAlpha_keepsClientsToOneSuperclass() {
        Allocation skewed = Partitions.allocate(
                new PartitionOptions.Pachinko(6, 0.001, 1000, "superclass", PartitionDraw.KEYED), TRAIN, TEST, 4);
        Allocation even = Partitions.allocate(
                new PartitionOptions.Pachinko(6, 1e6, 1e6, "superclass", PartitionDraw.KEYED), TRAIN, TEST, 4);

        // The first client draws before anything is used up: all of one superclass, or about half of each.
        int[] first = counts(TRAIN, skewed.train().get(0));
        int[] balanced = counts(TRAIN, even.train().get(0));
        assertThat(Math.max(sum(first, 0, 5), sum(first, 5, 10)))
                .isEqualTo(skewed.train().get(0).size());
        assertThat(sum(balanced, 0, 5) / (double) even.train().get(0).size()).isBetween(0.4, 0.6);
    }

    @Test
    void pachinko_withoutSuperclass_isAnErrorThatNamesTheAttribute() {
        assertThatThrownBy(() -> Partitions.allocate(
                        new PartitionOptions.Pachinko(7, 0.3, 10, "coarse", PartitionDraw.KEYED), TRAIN, TEST, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has no attribute 'coarse' to partition by; it has domain, superclass");
    }

    @Test
    void domain_oneClientEach_isNamedByItAndTestedOnIt() {
        Allocation allocation = Partitions.allocate(
                new PartitionOptions.Domain("domain", 1, 0.3, 2, 2, PartitionDraw.KEYED), TRAIN, TEST, 1);

        assertThat(allocation.train()).extracting(ClientData::client).containsExactly("clipart", "photo", "sketch");
        assertThat(tests(allocation)).extracting(ClientData::size).containsExactly(200, 200, 200);
        assertThat(tests(allocation).get(1).rows()).startsWith(0, 1, 2);
    }

    @Test
    void domain_severalClients_shareItsRows() {
        Allocation allocation = Partitions.allocate(
                new PartitionOptions.Domain("domain", 5, 0.3, 2, 2, PartitionDraw.KEYED), TRAIN, TEST, 1);

        assertThat(allocation.train()).hasSize(15);
        assertThat(allocation.train().get(7).client()).isEqualTo("photo-2");
        assertThat(TRAIN.attributes(allocation.train().get(7).row(0))).containsEntry("domain", "photo");
        assertThat(TEST.attributes(tests(allocation).get(7).row(0))).containsEntry("domain", "photo");
        assertEachRowOnce(allocation.train(), TRAIN.rows());
        assertEachRowOnce(tests(allocation), TEST.rows());
    }

    @Test
    void domain_drawOfNumpy_isThatOfItsRowsAloneWhateverTheSeedIs() {
        PartitionOptions options = new PartitionOptions.Domain("domain", 5, 0.3, 3, 2, PartitionDraw.NUMPY);

        Allocation allocation = Partitions.allocate(options, TRAIN, TEST, 1);

        // The 400 training rows of each domain are ten classes in turn, as are its 200 test rows: one draw for all
        // three.
        int[] labels = IntStream.range(0, 400).map(row -> row % CLASSES).toArray();
        int[] testLabels = IntStream.range(0, 200).map(row -> row % CLASSES).toArray();
        DirichletPartition.Parts alone = new ReleasedLabelSkew(
                        new DirichletPartition.Rule(5, 0.3, 3, 2, DirichletPartition.Balance.FROM_MEAN, ""),
                        labels,
                        testLabels,
                        CLASSES)
                .seededPerClass();
        for (int client = 0; client < 15; client++) {
            assertThat(allocation.train().get(client).size()).isEqualTo(alone.train()[client % 5].length);
            assertThat(tests(allocation).get(client).size()).isEqualTo(alone.test()[client % 5].length);
        }
        assertThat(rows(Partitions.allocate(options, TRAIN, TEST, 2).train())).isEqualTo(rows(allocation.train()));
    }

    @Test
    void domain_heldOutOfTraining_leavesClientsWithoutTestRowsOfTheirOwn() {
        Split onlyPhotos = new Rows(10);

        Allocation allocation = Partitions.allocate(
                new PartitionOptions.Domain("domain", 1, 0.3, 2, 2, PartitionDraw.KEYED), TRAIN, onlyPhotos, 1);

        assertThat(allocation.test()).isEmpty();
    }

    @Test
    void dirichlet_asBefore_dividesNoTestRows() {
        PartitionOptions options = new PartitionOptions.Dirichlet(5, 0.5, 5, true);

        Allocation allocation = Partitions.allocate(options, TRAIN, TEST, 1);

        assertThat(allocation.test()).isEmpty();
        assertThat(rows(allocation.train())).isEqualTo(rows(Partitions.of(options, TRAIN, 1)));
    }

    private static List<ClientData> tests(Allocation allocation) {
        return allocation.test().orElseThrow();
    }

    private static void assertEachRowOnce(List<ClientData> clients, int rows) {
        assertThat(clients.stream()
                        .flatMapToInt(client -> Arrays.stream(client.rows()))
                        .sorted())
                .containsExactlyElementsOf(IntStream.range(0, rows).boxed().toList());
    }

    private static List<List<Integer>> rows(List<ClientData> clients) {
        return clients.stream()
                .map(client -> Arrays.stream(client.rows()).boxed().toList())
                .toList();
    }

    private static int[] counts(Split split, ClientData client) {
        int[] counts = new int[CLASSES];
        for (int row : client.rows()) {
            counts[split.examples().targets().label(row)]++;
        }
        return counts;
    }

    private static List<Integer> classes(Split split, ClientData client) {
        int[] counts = counts(split, client);
        return IntStream.range(0, CLASSES)
                .filter(label -> counts[label] > 0)
                .boxed()
                .toList();
    }

    private static int sum(int[] counts, int from, int to) {
        return Arrays.stream(counts, from, to).sum();
    }
}
