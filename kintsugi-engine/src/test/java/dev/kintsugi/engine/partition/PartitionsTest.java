package dev.kintsugi.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.DataSources;
import dev.kintsugi.engine.data.MadeOptions;
import dev.kintsugi.engine.data.Split;
import dev.kintsugi.engine.made.Attribute;
import dev.kintsugi.engine.made.Domain;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PartitionsTest {
    /** 603 rows of the 12 shapes: three classes have 51 rows, the others 50. */
    private static final Split SPLIT = split(603);

    private static Split split(int rows) {
        MadeOptions defaults = MadeOptions.DEFAULTS;
        MadeOptions options = new MadeOptions(
                rows,
                0,
                0,
                16,
                List.of(Attribute.SHAPE),
                List.of(),
                List.of(),
                List.of(),
                0,
                defaults.classSubset(),
                4,
                defaults.imageShows(),
                defaults.textMentions(),
                0.5,
                0,
                0,
                List.of(Domain.PHOTO),
                List.of(),
                3,
                0);
        return DataSources.open(options, 1).split(DataSource.TRAIN);
    }

    static Stream<PartitionOptions> every() {
        return Stream.of(
                new PartitionOptions.Iid(7),
                new PartitionOptions.Dirichlet(7, 0.3, 3, false),
                new PartitionOptions.Dirichlet(7, 0.3, 3, true),
                new PartitionOptions.CappedDirichlet(7, 0.3, 1.1, 1, ""),
                new PartitionOptions.CappedDirichlet(5, 0.3, 1, 3, "site"),
                new PartitionOptions.Pathological(7, 2, ClassAssignmentMode.RANDOM),
                new PartitionOptions.Pathological(12, 1, ClassAssignmentMode.RANDOM),
                new PartitionOptions.Pathological(13, 3, ClassAssignmentMode.DETERMINISTIC),
                new PartitionOptions.Pathological(7, 5, ClassAssignmentMode.FIRST_DETERMINISTIC),
                new PartitionOptions.DisjointClasses(6, 2023, 0),
                new PartitionOptions.NonIidLabelDir(7, 0.3, 3, 3, PartitionDraw.KEYED),
                new PartitionOptions.Domain("site", 1, 0.3, 2, 2, PartitionDraw.KEYED),
                new PartitionOptions.Shard(7, 2, 0),
                new PartitionOptions.Shard(7, 0, 11),
                new PartitionOptions.NaturalId("site"),
                new PartitionOptions.Linear(7),
                new PartitionOptions.Square(7),
                new PartitionOptions.Exponential(5));
    }

    @ParameterizedTest
    @MethodSource("every")
    void partition_anySeed_givesEachRowToOneClient(PartitionOptions options) {
        for (long seed = 0; seed < 20; seed++) {
            List<ClientData> clients = Partitions.of(options, SPLIT, seed);
            int[] all = clients.stream()
                    .flatMapToInt(client -> Arrays.stream(client.rows()))
                    .sorted()
                    .toArray();
            assertThat(all).isEqualTo(IntStream.range(0, 603).toArray());
            assertThat(clients)
                    .allSatisfy(client -> assertThat(client.rows()).isNotEmpty().isSorted());
            assertThat(clients).extracting(ClientData::client).isSorted().doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @MethodSource("every")
    void partition_sameSeed_isTheSame(PartitionOptions options) {
        assertThat(sizes(Partitions.of(options, SPLIT, 3))).isEqualTo(sizes(Partitions.of(options, SPLIT, 3)));
        assertThat(Partitions.of(options, SPLIT, 3).get(0).rows())
                .isEqualTo(Partitions.of(options, SPLIT, 3).get(0).rows());
    }

    @Test
    void iid_sevenClients_differInSizeByAtMostOne() {
        // 603 = 7 · 86 + 1
        assertThat(sizes(Partitions.of(new PartitionOptions.Iid(7), SPLIT, 1)))
                .containsExactly(87, 86, 86, 86, 86, 86, 86);
    }

    @Test
    void linear_threeClients_haveSharesOneTwoThree() {
        // 603 / 6 = 100.5: 100, 201 and 301.5 rounded down; the row that is left goes to the largest.
        assertThat(sizes(Partitions.of(new PartitionOptions.Linear(3), SPLIT, 1)))
                .containsExactly(100, 201, 302);
    }

    @Test
    void square_threeClients_haveSharesOneFourNine() {
        // 603 / 14 = 43.07: 43.07, 172.3 and 387.6, rounded down; the row that is left goes to the largest.
        assertThat(sizes(Partitions.of(new PartitionOptions.Square(3), SPLIT, 1)))
                .containsExactly(43, 172, 388);
    }

    @Test
    void exponential_threeClients_haveSharesOfExp() {
        // exp(1), exp(2), exp(3) in shares: 0.0900, 0.2447, 0.6652; times 603: 54.3, 147.6, 401.1
        assertThat(sizes(Partitions.of(new PartitionOptions.Exponential(3), SPLIT, 1)))
                .containsExactly(54, 147, 402);
    }

    @Test
    void pathological_deterministic_givesClassesInARow() {
        List<ClientData> clients =
                Partitions.of(new PartitionOptions.Pathological(12, 2, ClassAssignmentMode.DETERMINISTIC), SPLIT, 1);

        assertThat(classes(clients.get(0))).containsExactlyInAnyOrder(0, 1);
        assertThat(classes(clients.get(11))).containsExactlyInAnyOrder(11, 0);
    }

    @Test
    void pathological_firstDeterministic_hasItsFirstClassAndTheNumberAskedFor() {
        List<ClientData> clients = Partitions.of(
                new PartitionOptions.Pathological(12, 3, ClassAssignmentMode.FIRST_DETERMINISTIC), SPLIT, 1);

        for (int client = 0; client < 12; client++) {
            assertThat(classes(clients.get(client))).hasSize(3).contains(client);
        }
    }

    @Test
    void dirichlet_smallAlpha_skewsMoreThanLargeAlpha() {
        double small = skew(new PartitionOptions.Dirichlet(7, 0.1, 1, false));
        double large = skew(new PartitionOptions.Dirichlet(7, 1000, 1, false));

        assertThat(small).isGreaterThan(0.4);
        assertThat(large).isLessThan(0.1);
    }

    @Test
    void dirichlet_minimumSize_isKept() {
        List<ClientData> clients = Partitions.of(new PartitionOptions.Dirichlet(7, 0.1, 20, false), SPLIT, 5);

        assertThat(sizes(clients)).allMatch(size -> size >= 20);
    }

    @Test
    void dirichlet_selfBalancing_boundsTheLargestClient() {
        // A client that passes the mean of 86 gets nothing of later classes, so it has at most 86 + one class of 51.
        List<ClientData> clients = Partitions.of(new PartitionOptions.Dirichlet(7, 0.1, 1, true), SPLIT, 2);

        assertThat(sizes(clients)).allMatch(size -> size <= 86 + 51);
    }

    @Test
    void cappedDirichlet_boundsTheLargestClient() {
        // From 1.1 · 603 / 7 = 94.8 rows on a client gets nothing of later classes: at most 94 + one class of 51. A cap
        // so high that nobody reaches it bounds nothing.
        for (long seed = 0; seed < 10; seed++) {
            assertThat(sizes(Partitions.of(new PartitionOptions.CappedDirichlet(7, 0.1, 1.1, 1, ""), SPLIT, seed)))
                    .allMatch(size -> size <= 94 + 51);
        }
        assertThat(sizes(Partitions.of(new PartitionOptions.CappedDirichlet(7, 0.1, 100, 1, ""), SPLIT, 2)))
                .anyMatch(size -> size > 94 + 51);
    }

    @Test
    void cappedDirichlet_withinEachSite_dividesItsRows() {
        List<ClientData> sites = Partitions.of(new PartitionOptions.NaturalId("site"), SPLIT, 1);
        List<ClientData> clients = Partitions.of(new PartitionOptions.CappedDirichlet(5, 0.1, 1, 5, "site"), SPLIT, 1);

        assertThat(clients).hasSize(15); // as FedMultimodal's 21 users of UCI-HAR are 105 clients
        assertThat(sizes(clients)).allMatch(size -> size >= 5);
        for (ClientData site : sites) {
            assertThat(clients.stream()
                            .filter(client -> client.client().startsWith(site.client() + "-"))
                            .flatMapToInt(client -> Arrays.stream(client.rows()))
                            .sorted()
                            .toArray())
                    .isEqualTo(site.rows());
        }
    }

    @Test
    void cappedDirichlet_ofASmallSite_namesIt() {
        assertThatThrownBy(() -> Partitions.of(new PartitionOptions.CappedDirichlet(50, 1, 1, 5, "site"), SPLIT, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("site 'site-0': partition.min-partition-size");
    }

    @Test
    void naturalId_site_keepsTheValuesAsIds() {
        assertThat(Partitions.of(new PartitionOptions.NaturalId("site"), SPLIT, 1))
                .extracting(ClientData::client)
                .containsExactly("site-0", "site-1", "site-2");
    }

    @Test
    void clients_moreThanTenThousand_haveIdsOfOneWidth() {
        List<ClientData> clients = Partitions.of(new PartitionOptions.Iid(10_001), split(10_001), 1);

        assertThat(clients.get(0).client()).isEqualTo("c00000");
        assertThat(clients.get(10_000).client()).isEqualTo("c10000");
    }

    @Test
    void clients_moreThanRows_isAnErrorWithBothNumbers() {
        assertThatThrownBy(() -> Partitions.of(new PartitionOptions.Iid(604), SPLIT, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessage("partition.clients must be at most 603, the number of training rows, but was 604");
    }

    @Test
    void exponential_tooManyClients_isAnErrorThatNamesTheEmptyClient() {
        assertThatThrownBy(() -> Partitions.of(new PartitionOptions.Exponential(30), SPLIT, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("client 0 of 30 would get no row of 603");
    }

    @Test
    void pathological_fewerPlacesThanClasses_isAnError() {
        PartitionOptions options = new PartitionOptions.Pathological(5, 2, ClassAssignmentMode.RANDOM);

        assertThatThrownBy(() -> Partitions.of(options, SPLIT, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must be at least 12")
                .hasMessageContaining("2 × 5");
    }

    @Test
    void dirichlet_minimumOutOfReach_isAnErrorWithTheBestFound() {
        PartitionOptions options = new PartitionOptions.Dirichlet(60, 0.01, 10, false);

        assertThatThrownBy(() -> Partitions.of(options, SPLIT, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("min-partition-size 10 was not reached");
    }

    @Test
    void naturalId_attributeMissing_isAnErrorThatNamesThoseThere() {
        assertThatThrownBy(() -> Partitions.of(new PartitionOptions.NaturalId("user"), SPLIT, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no attribute 'user'")
                .hasMessageContaining("site");
    }

    private static List<Integer> sizes(List<ClientData> clients) {
        return clients.stream().map(ClientData::size).toList();
    }

    private static Set<Integer> classes(ClientData client) {
        return Arrays.stream(client.rows())
                .map(SPLIT.examples().targets()::label)
                .boxed()
                .collect(Collectors.toSet());
    }

    private static double skew(PartitionOptions options) {
        return ClientTable.of(SPLIT.examples(), Partitions.of(options, SPLIT, 1))
                .labelSkew();
    }
}
