package dev.kintsugi.engine.missing;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The random numbers of a pattern, each named by what it is for and by the row or client it belongs to, so that they
 * depend neither on the order of the rows nor on the rate.
 *
 * @param seed seed of the run
 * @param split {@code train} or {@code test}; each has numbers of its own
 */
record MissingKeys(long seed, String split) {
    /** Opens the stream of one subject. */
    KeyedRandom open(String purpose, String subject) {
        return RandomKey.of(seed, "missing/" + split + "/" + purpose + "/" + subject)
                .open();
    }

    /** Returns the number in {@code [0, 1)} of one subject. */
    double uniform(String purpose, String subject) {
        return open(purpose, subject).nextDouble();
    }

    /** Returns the rows in the order of their numbers; equal numbers are ordered by id. */
    int[] ranked(String purpose, List<String> ids, int[] rows) {
        record Ranked(double number, String id, int row) {}
        return IntStream.of(rows)
                .mapToObj(row -> new Ranked(uniform(purpose, ids.get(row)), ids.get(row), row))
                .sorted(Comparator.comparingDouble(Ranked::number).thenComparing(Ranked::id))
                .mapToInt(Ranked::row)
                .toArray();
    }
}
