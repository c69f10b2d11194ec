package dev.kintsugi.methods.alignment;

import static dev.kintsugi.methods.alignment.PlantedPools.pool;
import static dev.kintsugi.methods.alignment.PlantedPools.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The released aggregator against a plain twin: loops over doubles, gradients as difference quotients of the loss, the
 * best assignment by trying all. The twin shares with it the random draws alone.
 */
class ReleasedAlignmentTwinTest {
    /** Two clients with three and two prompts in the plane, near each other, so that popularity has a say too. */
    private static final float[][][] CLIENTS = {
        {{0.9f, 0.1f}, {0.1f, 0.8f}, {-0.5f, -0.6f}},
        {{0.3f, 0.7f}, {-0.2f, -0.4f}}
    };

    private static final List<PoolUpdate> UPDATES = List.of(update(0, 1, CLIENTS[0]), update(1, 1, CLIENTS[1]));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void pool_ofTwoClients_isThatOfThePlainTwin(long seed) {
        RandomKey key = RandomKey.of(seed, "alignment");
        for (int loops = 1; loops <= 4; loops++) {
            Twin twin = new Twin(CLIENTS, key);
            twin.run(loops);
            int[] used = IntStream.of(twin.centreOfRow).distinct().sorted().toArray();

            AlignedPool aligned = new ReleasedAlignment(loops).aggregate(UPDATES, pool(CLIENTS[0]), key);

            assertThat(aligned.positions()).containsExactly(twin.positions(used, 0, 3), twin.positions(used, 3, 5));
            for (int i = 0; i < used.length * Twin.WIDTH; i++) {
                double expected = twin.values[0][used[i / Twin.WIDTH] * Twin.WIDTH + i % Twin.WIDTH];
                // a step of Adam is 1e-3; float rounds to 6e-8
                assertThat((double) aligned.prompts().get(i)).isCloseTo(expected, within(2e-6));
            }
        }
    }

    /**
     * A row (1, 3) at the centre (0, 1) with σ = (½, ¾) and u = ¾: ½ (1 / ½)² = 2, ½ (2 / ¾)² = 32/9; log N = −2 − 32/9
     * − ln ½ − ln ¾ − ln 2π, and the client brings two prompts, so that u counts twice.
     */
    @Test
    void twin_ofNetworksThatGiveConstants_hasTheRewardsWorkedOutByHand() {
        Twin twin = new Twin(new float[][][] {{{0, 1}, {1, 3}}}, RandomKey.of(1, "alignment"));
        for (double[] values : Arrays.asList(twin.values).subList(1, twin.values.length)) {
            Arrays.fill(values, 0);
        }
        twin.values[Twin.DEVIATION + 3][1] = Math.log(3); // sigmoid(ln 3) = ¾, sigmoid(0) = ½
        twin.values[Twin.POPULARITY + 3][0] = Math.log(3);

        double normal = -2 - 32 / 9.0 - Math.log(0.5) - Math.log(0.75) - Math.log(2 * Math.PI);
        assertThat(twin.reward(1, 0, 2, true)).isCloseTo(normal + 2 * Math.log(0.75), within(1e-12));
        assertThat(twin.reward(1, 0, 2, false)).isCloseTo(normal + 2 * Math.log(0.25), within(1e-12));
    }

    /** The algorithm as the class comment of the aggregator tells it. */
    private static final class Twin {
        static final int WIDTH = 2;
        static final int DEVIATION = 1; // first of the four arrays of σ
        static final int POPULARITY = 5; // first of those of u
        private static final int HIDDEN = 128;

        private final double[][] prompts;
        private final int[] firstRows;
        private final int[] centreOfRow;
        private final double[][] values; // centres, then weight, bias, weight, bias of σ and of u
        private final double[][] first;
        private final double[][] second;
        private int steps;

        Twin(float[][][] clients, RandomKey key) {
            prompts = Arrays.stream(clients)
                    .flatMap(Arrays::stream)
                    .map(prompt -> new double[] {prompt[0], prompt[1]})
                    .toArray(double[][]::new);
            int rows = prompts.length;
            firstRows = new int[clients.length + 1];
            centreOfRow = new int[rows];
            KeyedRandom random = key.open();
            for (int t = 0; t < clients.length; t++) {
                firstRows[t + 1] = firstRows[t] + clients[t].length;
                System.arraycopy(random.permutation(rows), 0, centreOfRow, firstRows[t], clients[t].length);
            }
            KeyedRandom draws =
                    new RandomKey(key.seed(), key.round(), key.client(), key.purpose() + "/networks").open();
            double[] centres =
                    Arrays.stream(prompts).flatMapToDouble(Arrays::stream).toArray();
            values = new double[][] {
                centres,
                draw(draws, HIDDEN * WIDTH, WIDTH),
                draw(draws, HIDDEN, WIDTH),
                draw(draws, WIDTH * HIDDEN, HIDDEN),
                draw(draws, WIDTH, HIDDEN),
                draw(draws, HIDDEN * WIDTH, WIDTH),
                draw(draws, HIDDEN, WIDTH),
                draw(draws, HIDDEN, HIDDEN),
                draw(draws, 1, HIDDEN)
            };
            first = zeros();
            second = zeros();
        }

        private static double[] draw(KeyedRandom random, int count, int inputs) {
            double[] drawn = new double[count];
            for (int i = 0; i < count; i++) {
                drawn[i] = (float) ((2 * random.nextDouble() - 1) / Math.sqrt(inputs));
            }
            return drawn;
        }

        private double[][] zeros() {
            return Arrays.stream(values).map(some -> new double[some.length]).toArray(double[][]::new);
        }

        void run(int loops) {
            for (int loop = 0; loop < loops; loop++) {
                for (int t = 0; t + 1 < firstRows.length; t++) {
                    int from = firstRows[t];
                    int size = firstRows[t + 1] - from;
                    int[] best = best(from, size);
                    step(from, size);
                    System.arraycopy(best, 0, centreOfRow, from, size);
                }
            }
        }

        List<Integer> positions(int[] used, int from, int to) {
            return IntStream.range(from, to)
                    .mapToObj(row -> Arrays.binarySearch(used, centreOfRow[row]))
                    .toList();
        }

        private static double sigmoid(double logit) {
            return 1 / (1 + Math.exp(-logit));
        }

        /** Returns one output of a network at a centre, behind its sigmoid. */
        private double network(int network, int centre, int output) {
            double sum = values[network + 3][output];
            for (int h = 0; h < HIDDEN; h++) {
                double hidden = values[network + 1][h];
                for (int c = 0; c < WIDTH; c++) {
                    hidden += values[network][h * WIDTH + c] * values[0][centre * WIDTH + c];
                }
                sum += values[network + 2][output * HIDDEN + h] * Math.max(0, hidden);
            }
            return sigmoid(sum);
        }

        /** Returns log N(φ; θ, σ²) + n · log Bern(c; u). */
        double reward(int row, int centre, int size, boolean owned) {
            double normal = 0;
            for (int c = 0; c < WIDTH; c++) {
                double deviation = network(DEVIATION, centre, c);
                double scaled = (prompts[row][c] - values[0][centre * WIDTH + c]) / deviation;
                normal -= scaled * scaled / 2 + Math.log(deviation) + Math.log(2 * Math.PI) / 2;
            }
            double popularity = network(POPULARITY, centre, 0);
            return normal + size * Math.log(owned ? popularity : 1 - popularity);
        }

        private double loss(int from, int size) {
            return -IntStream.range(from, from + size)
                    .mapToDouble(row -> reward(row, centreOfRow[row], size, true))
                    .sum();
        }

        /** Returns the different centres of a client's rows with the largest sum of rewards; all choices are tried. */
        private int[] best(int from, int size) {
            List<Integer> owned = IntStream.range(from, from + size)
                    .mapToObj(row -> centreOfRow[row])
                    .toList();
            List<int[]> choices = List.of(new int[0]);
            for (int i = 0; i < size; i++) {
                List<int[]> longer = new ArrayList<>();
                for (int[] choice : choices) {
                    for (int q = 0; q < prompts.length; q++) {
                        int next = q;
                        if (IntStream.of(choice).noneMatch(taken -> taken == next)) {
                            longer.add(IntStream.concat(IntStream.of(choice), IntStream.of(q))
                                    .toArray());
                        }
                    }
                }
                choices = longer;
            }
            int[] best = choices.get(0);
            double most = Double.NEGATIVE_INFINITY;
            for (int[] choice : choices) {
                double sum = IntStream.range(0, size)
                        .mapToDouble(i -> reward(from + i, choice[i], size, owned.contains(choice[i])))
                        .sum();
                if (sum > most) {
                    most = sum;
                    best = choice;
                }
            }
            return best;
        }

        /** Adam with rate 1e-3, β = (0.9, 0.999) and ε = 1e-8, from difference quotients. */
        private void step(int from, int size) {
            double[][] gradients = zeros();
            double width = 1e-5;
            for (int a = 0; a < values.length; a++) {
                for (int i = 0; i < values[a].length; i++) {
                    double kept = values[a][i];
                    values[a][i] = kept + width;
                    double above = loss(from, size);
                    values[a][i] = kept - width;
                    gradients[a][i] = (above - loss(from, size)) / (2 * width);
                    values[a][i] = kept;
                }
            }
            steps++;
            for (int a = 0; a < values.length; a++) {
                for (int i = 0; i < values[a].length; i++) {
                    double gradient = gradients[a][i];
                    first[a][i] = 0.9 * first[a][i] + 0.1 * gradient;
                    second[a][i] = 0.999 * second[a][i] + 0.001 * gradient * gradient;
                    double mean = first[a][i] / (1 - Math.pow(0.9, steps));
                    double square = second[a][i] / (1 - Math.pow(0.999, steps));
                    values[a][i] -= 1e-3 * mean / (Math.sqrt(square) + 1e-8);
                }
            }
        }
    }
}
