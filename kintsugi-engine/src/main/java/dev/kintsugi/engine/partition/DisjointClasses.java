package dev.kintsugi.engine.partition;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.random.PythonRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The "pathological" split of FedPGP, FedOTP and their successors: every class belongs to exactly one client.
 *
 * <p>The classes are shuffled as Python's {@code random.seed(seed)} and {@code random.shuffle} do, and cut into blocks
 * of {@code round(classes / clients)}, halves to even; the last client has the rest, be it fewer or more. Follows the
 * released code of FedPGP (Cui et al., ICML 2024), whose class maps are reproduced exactly. <b>Differs:</b> where that
 * code stops at clients without a class, the error names the numbers.
 */
public final class DisjointClasses {
    private DisjointClasses() {}

    /**
     * Returns the class numbers of each client, in the order of the shuffle.
     *
     * @throws ConfigException if a client would have none
     */
    public static List<int[]> map(int classes, int clients, long classSeed) {
        if (emptyClients(classes, clients) > 0) {
            throw new ConfigException(message(classes, clients));
        }
        int[] order = IntStream.range(0, classes).toArray();
        PythonRandom.seeded(classSeed).shuffleInPlace(order);
        int block = block(classes, clients);
        List<int[]> map = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            int to = client == clients - 1 ? classes : (client + 1) * block;
            map.add(Arrays.copyOfRange(order, client * block, to));
        }
        return List.copyOf(map);
    }

    /** Returns the rows of each client; a class without rows gives none. */
    static int[][] rows(List<int[]> map, int[] labels) {
        return map.stream()
                .map(own -> IntStream.range(0, labels.length)
                        .filter(row -> Arrays.stream(own).anyMatch(label -> label == labels[row]))
                        .toArray())
                .toArray(int[][]::new);
    }

    /**
     * Returns some rows of each client: client by client and, of its classes, in the order in which they first occur
     * among all rows, {@code random.sample(rows, shots)} of the generator that has shuffled the classes; all rows of a
     * class that has no more.
     */
    static int[][] fewRows(List<int[]> map, int[] labels, int shots, long classSeed) {
        PythonRandom random = PythonRandom.seeded(classSeed);
        random.shuffleInPlace(new int[map.stream().mapToInt(own -> own.length).sum()]); // as map did
        int[] order = IntStream.of(labels).distinct().toArray();
        int[][] parts = new int[map.size()][];
        for (int client = 0; client < parts.length; client++) {
            int[] own = map.get(client);
            parts[client] = IntStream.of(order)
                    .filter(label -> Arrays.stream(own).anyMatch(mine -> mine == label))
                    .flatMap(label -> Arrays.stream(some(labels, label, shots, random)))
                    .toArray();
        }
        return parts;
    }

    private static int[] some(int[] labels, int label, int shots, PythonRandom random) {
        int[] members = IntStream.range(0, labels.length)
                .filter(row -> labels[row] == label)
                .toArray();
        return members.length < shots
                ? members
                : Arrays.stream(random.sample(members.length, shots))
                        .map(position -> members[position])
                        .toArray();
    }

    /** Halves to even, as Python's {@code round} of the quotient of two whole numbers. */
    private static int block(int classes, int clients) {
        return (int) Math.rint((double) classes / clients);
    }

    /** Blocks of 0 leave all but the last client empty; blocks that are too large, the last ones. */
    private static int emptyClients(int classes, int clients) {
        int block = block(classes, clients);
        if (block == 0) {
            return clients - 1;
        }
        return (int) IntStream.range(0, clients)
                .filter(client -> (long) client * block >= classes)
                .count();
    }

    private static String message(int classes, int clients) {
        Optional<Integer> most = IntStream.range(1, clients)
                .map(fewer -> clients - fewer)
                .filter(fewer -> emptyClients(classes, fewer) == 0)
                .boxed()
                .findFirst();
        return "partition.clients: round(" + classes + " classes / " + clients + " clients) gives blocks of "
                + block(classes, clients) + ", which leaves " + emptyClients(classes, clients) + " of the " + clients
                + " clients without a class"
                + most.map(fewer -> "; " + fewer + " clients are possible").orElse("");
    }
}
