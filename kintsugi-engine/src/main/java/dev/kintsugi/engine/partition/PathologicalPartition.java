package dev.kintsugi.engine.partition;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Gives each client a fixed number of classes and shares the rows of a class evenly among its clients.
 *
 * <p>Follows flwr-datasets (after Li et al., "Federated Learning on Non-IID Data Silos", ICDE 2022). <b>Differs:</b>
 * rows of a class that no client has would be left out there; here a drawn class that several clients have is exchanged
 * for it, and if there are fewer places than classes, it is an error. Classes without rows take no part.
 */
final class PathologicalPartition {
    private final PartitionOptions.Pathological options;
    private final int[] labels;
    private final int[] present;
    private final KeyedRandom random;

    PathologicalPartition(PartitionOptions.Pathological options, int[] labels, int classes, long seed) {
        this.options = options;
        this.labels = labels;
        this.present = IntStream.range(0, classes)
                .filter(label -> Arrays.stream(labels).anyMatch(found -> found == label))
                .toArray();
        this.random = RandomKey.of(seed, "partition-pathological").open();
        int wanted = options.numClassesPerPartition();
        if (wanted > present.length) {
            throw new ConfigException("partition.num-classes-per-partition must be at most " + present.length
                    + ", the number of classes with training rows, but was " + wanted);
        }
        if ((long) wanted * options.clients() < present.length) {
            throw new ConfigException("partition.num-classes-per-partition × clients must be at least " + present.length
                    + ", the number of classes, so that no class is left out, but was " + wanted + " × "
                    + options.clients());
        }
    }

    int[][] parts() {
        boolean[][] has = assign();
        cover(has);
        int[][] parts = new int[options.clients()][];
        Arrays.fill(parts, new int[0]);
        for (int at = 0; at < present.length; at++) {
            int label = present[at];
            int[] members = IntStream.range(0, labels.length)
                    .filter(row -> labels[row] == label)
                    .toArray();
            random.shuffleInPlace(members);
            int holders = holders(has, at);
            if (holders > members.length) {
                throw new ConfigException("partition.clients: class number " + label + " has " + members.length
                        + " training rows, but " + holders + " clients are to share it; ask for fewer clients or "
                        + "fewer classes per client");
            }
            int share = 0;
            for (int client = 0; client < parts.length; client++) {
                if (has[client][at]) {
                    int from = Partitions.cut(share, members.length, holders);
                    int to = Partitions.cut(share + 1, members.length, holders);
                    parts[client] = IntStream.concat(Arrays.stream(parts[client]), Arrays.stream(members, from, to))
                            .toArray();
                    share++;
                }
            }
        }
        return parts;
    }

    /** Returns which client has which class, {@code [clients, classes with rows]}. */
    private boolean[][] assign() {
        boolean[][] has = new boolean[options.clients()][present.length];
        for (int client = 0; client < has.length; client++) {
            int first = client % present.length;
            switch (options.classAssignmentMode()) {
                case RANDOM -> draw(has[client], options.numClassesPerPartition());
                case DETERMINISTIC -> {
                    for (int i = 0; i < options.numClassesPerPartition(); i++) {
                        has[client][(client + i) % present.length] = true;
                    }
                }
                case FIRST_DETERMINISTIC -> {
                    has[client][first] = true;
                    draw(has[client], options.numClassesPerPartition() - 1);
                }
            }
        }
        return has;
    }

    /** Adds so many classes that the client does not have yet. */
    private void draw(boolean[] has, int count) {
        int left = count;
        for (int at : random.permutation(present.length)) {
            if (left > 0 && !has[at]) {
                has[at] = true;
                left--;
            }
        }
    }

    /** Exchanges classes until every class has a client. */
    private void cover(boolean[][] has) {
        for (int missing = 0; missing < present.length; missing++) {
            if (holders(has, missing) > 0) {
                continue;
            }
            exchange(has, missing);
        }
    }

    private void exchange(boolean[][] has, int missing) {
        for (int client : random.permutation(has.length)) {
            for (int at : random.permutation(present.length)) {
                if (has[client][at] && holders(has, at) > 1) {
                    has[client][at] = false;
                    has[client][missing] = true;
                    return;
                }
            }
        }
        throw new IllegalStateException("no class has two clients, although there are more places than classes");
    }

    private static int holders(boolean[][] has, int at) {
        return (int) Arrays.stream(has).filter(client -> client[at]).count();
    }
}
