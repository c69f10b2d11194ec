package dev.kintsugi.engine.partition;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.engine.data.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Spreads the rows of a split over clients. Every training row goes to exactly one client, no client is empty, and the
 * same seed gives the same partition on every machine.
 *
 * <p>Partitions by class take a row with several labels by its lowest class number.
 */
public final class Partitions {
    private static final int ID_WIDTH = 4;

    private Partitions() {}

    /**
     * Returns the training rows of the clients, without test rows of their own.
     *
     * <p>Kinds that divide test rows draw both together, so that this may differ from {@link #allocate}.
     *
     * @throws ConfigException if the settings cannot be met with these rows
     * @throws DataException if a row lacks the label or attribute that the partition goes by
     */
    public static List<ClientData> of(PartitionOptions options, Split train, long seed) {
        return allocate(options, train, Optional.empty(), seed).train();
    }

    /**
     * Returns the training rows of the clients and, where the partition divides them, their own test rows.
     *
     * @param test the held-out rows that the clients are evaluated on
     * @throws ConfigException if the settings cannot be met with these rows
     * @throws DataException if a row lacks the label or attribute that the partition goes by
     */
    public static Allocation allocate(PartitionOptions options, Split train, Split test, long seed) {
        return allocate(options, train, Optional.of(test).filter(split -> split.rows() > 0), seed);
    }

    private static Allocation allocate(PartitionOptions options, Split train, Optional<Split> test, long seed) {
        if (train.rows() == 0) {
            throw new DataException("the split to partition has no rows; at least one per client is needed");
        }
        if (options instanceof PartitionOptions.NaturalId natural) {
            return AttributePartition.byValue(natural.partitionBy(), train, test);
        } else if (options instanceof PartitionOptions.Domain domain) {
            return new AttributePartition(domain, seed).allocate(train, test);
        } else if (options instanceof PartitionOptions.CappedDirichlet capped) {
            CappedDirichletPartition partition = new CappedDirichletPartition(capped, seed);
            return capped.partitionBy().isEmpty()
                    ? allocation(partition.parts(train), Optional.empty(), train)
                    : partition.byValue(train);
        } else if (options instanceof PartitionOptions.DisjointClasses disjoint) {
            List<int[]> map =
                    DisjointClasses.map(train.examples().targets().classes(), disjoint.clients(), disjoint.classSeed());
            return allocation(
                    disjoint.shots() == 0
                            ? DisjointClasses.rows(map, labels(train))
                            : DisjointClasses.fewRows(map, labels(train), disjoint.shots(), disjoint.classSeed()),
                    test.map(rows -> DisjointClasses.rows(map, labels(rows))),
                    train);
        } else if (options instanceof PartitionOptions.NonIidLabelDir skew) {
            checked(skew.clients(), train.rows());
            DirichletPartition.Parts parts = labelSkew(skew, train, test, seed);
            return allocation(parts.train(), test.map(any -> parts.test()), train);
        } else if (options instanceof PartitionOptions.Pachinko pachinko) {
            return pachinko(pachinko, train, test, seed);
        }
        return allocation(parts(options, train, seed), Optional.empty(), train);
    }

    private static DirichletPartition.Parts labelSkew(
            PartitionOptions.NonIidLabelDir skew, Split train, Optional<Split> test, long seed) {
        DirichletPartition.Rule rule = new DirichletPartition.Rule(
                skew.clients(),
                skew.alpha(),
                skew.minPartitionSize(),
                skew.minTestSize(),
                DirichletPartition.Balance.FROM_MEAN,
                "partition-noniid-labeldir");
        int[] testLabels = test.map(Partitions::labels).orElse(new int[0]);
        int classes = train.examples().targets().classes();
        return skew.draw() == PartitionDraw.NUMPY
                ? new ReleasedLabelSkew(rule, labels(train), testLabels, classes).seededOnce(seed)
                : new DirichletPartition(rule, labels(train), testLabels, classes, seed).parts();
    }

    /** Names the clients; test rows are dropped if a client has none. */
    private static Allocation allocation(int[][] train, Optional<int[][]> test, Split split) {
        int width = Math.max(ID_WIDTH, String.valueOf(train.length - 1).length());
        List<String> names = new ArrayList<>();
        for (int client = 0; client < train.length; client++) {
            if (train[client].length == 0) {
                throw new ConfigException("partition.clients: client " + client + " of " + train.length
                        + " would get no row of " + split.rows() + "; ask for fewer clients or a milder skew");
            }
            names.add(String.format(Locale.ROOT, "c%0" + width + "d", client));
        }
        return new Allocation(
                named(names, train),
                test.filter(parts -> Arrays.stream(parts).allMatch(rows -> rows.length > 0))
                        .map(parts -> named(names, parts)));
    }

    /** Returns the rows of each client under its name, in ascending order. */
    static List<ClientData> named(List<String> names, int[][] parts) {
        List<ClientData> clients = new ArrayList<>();
        for (int client = 0; client < parts.length; client++) {
            Arrays.sort(parts[client]);
            clients.add(new ClientData(names.get(client), parts[client]));
        }
        return List.copyOf(clients);
    }

    private static int[][] parts(PartitionOptions options, Split split, long seed) {
        int rows = split.rows();
        if (options instanceof PartitionOptions.Iid iid) {
            return bySize(rows, checked(iid.clients(), rows), seed, number -> 1);
        } else if (options instanceof PartitionOptions.Linear linear) {
            return bySize(rows, checked(linear.clients(), rows), seed, number -> number);
        } else if (options instanceof PartitionOptions.Square square) {
            return bySize(rows, checked(square.clients(), rows), seed, number -> (double) number * number);
        } else if (options instanceof PartitionOptions.Exponential exponential) {
            int clients = checked(exponential.clients(), rows);
            // Shifted by the largest number, which cancels in the shares and cannot overflow.
            return bySize(rows, clients, seed, number -> StrictMath.exp(number - clients));
        }
        int[] labels = labels(split);
        int classes = split.examples().targets().classes();
        if (options instanceof PartitionOptions.Dirichlet dirichlet) {
            checked(dirichlet.clients(), rows);
            DirichletPartition.Rule rule = new DirichletPartition.Rule(
                    dirichlet.clients(),
                    dirichlet.alpha(),
                    dirichlet.minPartitionSize(),
                    0,
                    dirichlet.selfBalancing() ? DirichletPartition.Balance.ABOVE_MEAN : DirichletPartition.Balance.NONE,
                    "partition-dirichlet");
            return new DirichletPartition(rule, labels, new int[0], classes, seed)
                    .parts()
                    .train();
        } else if (options instanceof PartitionOptions.Pathological pathological) {
            checked(pathological.clients(), rows);
            return new PathologicalPartition(pathological, labels, classes, seed).parts();
        }
        return shards((PartitionOptions.Shard) options, labels, seed);
    }

    private static Allocation pachinko(
            PartitionOptions.Pachinko options, Split train, Optional<Split> test, long seed) {
        int[] labels = labels(train);
        List<String> superclasses = new ArrayList<>(AttributePartition.values(options.superclass(), train));
        if (test.isPresent()) {
            labels = IntStream.concat(Arrays.stream(labels), Arrays.stream(labels(test.get())))
                    .toArray();
            superclasses.addAll(AttributePartition.values(options.superclass(), test.get()));
        }
        int[][] pool = options.draw() == PartitionDraw.NUMPY
                ? new ReleasedPachinko(options, labels, superclasses).parts(seed)
                : new PachinkoPartition(options, labels, superclasses, seed).parts();
        int[][] own = Arrays.stream(pool)
                .map(rows ->
                        Arrays.stream(rows).filter(row -> row < train.rows()).toArray())
                .toArray(int[][]::new);
        Optional<int[][]> held = test.map(any -> Arrays.stream(pool)
                .map(rows -> Arrays.stream(rows)
                        .filter(row -> row >= train.rows())
                        .map(row -> row - train.rows())
                        .toArray())
                .toArray(int[][]::new));
        return allocation(own, held, train);
    }

    private static int checked(int clients, int rows) {
        if (clients > rows) {
            throw new ConfigException(
                    "partition.clients must be at most " + rows + ", the number of training rows, but was " + clients);
        }
        return clients;
    }

    /** Returns the lowest class of each row. */
    static int[] labels(Split split) {
        Targets targets = split.examples().targets();
        int[] labels = new int[targets.rows()];
        for (int row = 0; row < labels.length; row++) {
            int[] all = targets.labels(row);
            if (all.length == 0) {
                throw new DataException("row " + row + " has no label, but this partition goes by class; choose iid, "
                        + "natural-id, linear, square or exponential");
            }
            labels[row] = Arrays.stream(all).min().orElseThrow();
        }
        return labels;
    }

    /**
     * Shuffled rows in shares by client number.
     *
     * @param weight weight of a client, by its number from 1
     */
    private static int[][] bySize(int rows, int clients, long seed, IntToDoubleFunction weight) {
        double total = IntStream.rangeClosed(1, clients).mapToDouble(weight).sum();
        int[] sizes = new int[clients];
        int left = rows;
        for (int client = 0; client < clients; client++) {
            sizes[client] = (int) (rows * (weight.applyAsDouble(client + 1) / total));
            left -= sizes[client];
        }
        boolean even = weight.applyAsDouble(1) == weight.applyAsDouble(clients);
        if (even) {
            for (int client = 0; left > 0; client = (client + 1) % clients) {
                sizes[client]++;
                left--;
            }
        } else {
            sizes[clients - 1] += left; // to the largest, as in flwr-datasets
        }
        int[] order = RandomKey.of(seed, "partition-rows").open().permutation(rows);
        int[][] parts = new int[clients][];
        int from = 0;
        for (int client = 0; client < clients; client++) {
            parts[client] = Arrays.copyOfRange(order, from, from + sizes[client]);
            from += sizes[client];
        }
        return parts;
    }

    private static int[][] shards(PartitionOptions.Shard options, int[] labels, long seed) {
        int rows = labels.length;
        int clients = checked(options.clients(), rows);
        int shards = options.shardSize() == 0
                ? Math.multiplyExact(clients, options.numShardsPerPartition())
                : (rows + options.shardSize() - 1) / options.shardSize();
        if (shards > rows) {
            throw new ConfigException("partition.num-shards-per-partition: " + clients + " clients × "
                    + options.numShardsPerPartition() + " are " + shards + " shards, but there are only " + rows
                    + " training rows");
        }
        if (shards < clients) {
            throw new ConfigException("partition.shard-size must leave a shard for each of the " + clients
                    + " clients: at most " + (rows / clients) + ", but was " + options.shardSize());
        }
        int[] sorted = IntStream.range(0, rows)
                .boxed()
                .sorted((a, b) -> Integer.compare(labels[a], labels[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] deal = RandomKey.of(seed, "partition-shards").open().permutation(shards);
        int[][] parts = new int[clients][];
        int next = 0;
        for (int client = 0; client < clients; client++) {
            int count = shards / clients + (client < shards % clients ? 1 : 0);
            IntStream members = IntStream.empty();
            for (int i = 0; i < count; i++) {
                int shard = deal[next++];
                int from = options.shardSize() == 0 ? cut(shard, rows, shards) : shard * options.shardSize();
                int to = options.shardSize() == 0
                        ? cut(shard + 1, rows, shards)
                        : Math.min(rows, from + options.shardSize());
                members = IntStream.concat(members, Arrays.stream(sorted, from, to));
            }
            parts[client] = members.toArray();
        }
        return parts;
    }

    /** Where shard {@code number} begins when {@code rows} are cut into {@code shards} of almost equal size. */
    static int cut(int number, int rows, int shards) {
        return (int) ((long) number * rows / shards);
    }
}
