package dev.kintsugi.engine.tune;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.engine.tune.MethodGrid.Axis;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Draws combinations from a grid that is larger than the budget, without replacement and such that the values of each
 * key are tried about equally often, as in a Latin hypercube (McKay, Beckman and Conover, Technometrics 1979).
 *
 * <p>Every key has a stream of its own, named by the key: methods try a common key in the same order. A larger budget
 * keeps what a smaller one drew.
 */
final class GridDraw {
    /** So many draws per combination of the grid, then the rest follows in plain random order. */
    private static final int PATIENCE = 20;

    private GridDraw() {}

    /** Returns the numbers of the combinations, ascending: all of them if there are no more than {@code trials}. */
    static int[] of(MethodGrid grid, int trials, long seed) {
        int size = grid.size();
        if (size <= trials) {
            return IntStream.range(0, size).toArray();
        }
        List<Deck> decks =
                grid.axes().stream().map(axis -> new Deck(axis, seed)).toList();
        Set<Integer> drawn = new LinkedHashSet<>();
        for (long draw = 0; draw < (long) PATIENCE * size && drawn.size() < trials; draw++) {
            int number = 0;
            for (Deck deck : decks) {
                number = number * deck.values + deck.next();
            }
            drawn.add(number);
        }
        int[] rest = RandomKey.of(seed, "tune-draw").open().permutation(size);
        for (int i = 0; drawn.size() < trials; i++) {
            drawn.add(rest[i]);
        }
        return drawn.stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    /** The values of one key, dealt one by one; when all are dealt they are shuffled anew. */
    private static final class Deck {
        private final int values;
        private final KeyedRandom random;
        private int[] order = new int[0];
        private int dealt;

        Deck(Axis axis, long seed) {
            this.values = axis.values().size();
            this.random = RandomKey.of(seed, "tune-draw/" + axis.path()).open();
        }

        int next() {
            if (dealt == order.length) {
                order = random.permutation(values);
                dealt = 0;
            }
            return order[dealt++];
        }
    }
}
