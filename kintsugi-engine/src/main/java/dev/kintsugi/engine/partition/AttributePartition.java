package dev.kintsugi.engine.partition;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.engine.data.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Clients by the value of an attribute, such as a site or a domain; several clients may share a value.
 *
 * <p>With several clients, the rows of a value are spread over them class by class with one Dirichlet draw per class,
 * which the test rows share; clients that hold the mean get no more. Follows the released code of FedPGP for DomainNet.
 * <b>Differs:</b> that code seeds numpy anew for each class, so that all classes have one and the same draw; here each
 * class has its own, unless {@code draw: numpy} asks for the released one ({@link ReleasedLabelSkew}).
 */
final class AttributePartition {
    private final PartitionOptions.Domain options;
    private final long seed;

    AttributePartition(PartitionOptions.Domain options, long seed) {
        this.options = options;
        this.seed = seed;
    }

    /** Returns one client per value, named by it, in the order of the values. */
    static Allocation byValue(String attribute, Split train, Optional<Split> test) {
        Map<String, int[]> groups = groups(attribute, train);
        List<String> names = List.copyOf(groups.keySet());
        Map<String, int[]> tests = test.filter(split -> has(attribute, split))
                .map(split -> groups(attribute, split))
                .orElse(Map.of());
        return new Allocation(
                Partitions.named(names, groups.values().toArray(int[][]::new)),
                tests.keySet().containsAll(names)
                        ? Optional.of(Partitions.named(
                                names, names.stream().map(tests::get).toArray(int[][]::new)))
                        : Optional.empty());
    }

    Allocation allocate(Split train, Optional<Split> test) {
        Allocation domains = byValue(options.partitionBy(), train, test);
        if (options.clientsPerDomain() == 1) {
            return domains;
        }
        int[] labels = Partitions.labels(train);
        int[] testLabels = test.map(Partitions::labels).orElse(new int[0]);
        List<ClientData> own = new ArrayList<>();
        List<ClientData> held = new ArrayList<>();
        for (int domain = 0; domain < domains.train().size(); domain++) {
            int number = domain;
            ClientData rows = domains.train().get(domain);
            int[] testRows =
                    domains.test().map(clients -> clients.get(number).rows()).orElse(new int[0]);
            DirichletPartition.Parts parts = parts(
                    rows.client(),
                    pick(labels, rows.rows()),
                    pick(testLabels, testRows),
                    train.examples().targets().classes());
            for (int client = 0; client < options.clientsPerDomain(); client++) {
                String name = rows.client() + "-" + client;
                own.add(new ClientData(name, sorted(pick(rows.rows(), parts.train()[client]))));
                held.add(new ClientData(name, sorted(pick(testRows, parts.test()[client]))));
            }
        }
        return new Allocation(own, domains.test().map(any -> held));
    }

    private DirichletPartition.Parts parts(String domain, int[] labels, int[] testLabels, int classes) {
        DirichletPartition.Rule rule = new DirichletPartition.Rule(
                options.clientsPerDomain(),
                options.alpha(),
                options.minPartitionSize(),
                options.minTestSize(),
                DirichletPartition.Balance.FROM_MEAN,
                "partition-domain/" + domain);
        try {
            return options.draw() == PartitionDraw.NUMPY
                    ? new ReleasedLabelSkew(rule, labels, testLabels, classes).seededPerClass()
                    : new DirichletPartition(rule, labels, testLabels, classes, seed).parts();
        } catch (ConfigException tooFew) {
            throw new ConfigException(options.partitionBy() + " '" + domain + "': " + tooFew.getMessage(), tooFew);
        }
    }

    private static int[] pick(int[] values, int[] positions) {
        return Arrays.stream(positions).map(position -> values[position]).toArray();
    }

    private static int[] sorted(int[] rows) {
        Arrays.sort(rows);
        return rows;
    }

    private static Map<String, int[]> groups(String attribute, Split split) {
        List<String> values = values(attribute, split);
        Map<String, List<Integer>> groups = new TreeMap<>();
        for (int row = 0; row < values.size(); row++) {
            groups.computeIfAbsent(values.get(row), name -> new ArrayList<>()).add(row);
        }
        Map<String, int[]> rows = new TreeMap<>();
        groups.forEach((value, members) ->
                rows.put(value, members.stream().mapToInt(Integer::intValue).toArray()));
        return rows;
    }

    private static boolean has(String attribute, Split split) {
        for (int row = 0; row < split.rows(); row++) {
            if (!split.attributes(row).containsKey(attribute)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the value of an attribute for each row.
     *
     * @throws DataException if a row has none
     */
    static List<String> values(String attribute, Split split) {
        List<String> values = new ArrayList<>();
        for (int row = 0; row < split.rows(); row++) {
            Map<String, String> attributes = split.attributes(row);
            String value = attributes.get(attribute);
            if (value == null) {
                throw new DataException("row '" + split.examples().ids().get(row) + "' has no attribute '" + attribute
                        + "' to partition by; it has " + String.join(", ", new TreeMap<>(attributes).keySet()));
            }
            values.add(value);
        }
        return values;
    }
}
