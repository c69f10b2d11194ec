package dev.kintsugi.cli.bench;

import dev.kintsugi.cli.bench.BenchTable.Column;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.methods.alignment.AlignedPool;
import dev.kintsugi.methods.alignment.Assignment;
import dev.kintsugi.methods.alignment.PoolUpdate;
import dev.kintsugi.methods.alignment.PromptAlignment;
import dev.kintsugi.methods.alignment.ReleasedAlignment;
import dev.kintsugi.nn.tensor.TorchThreads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The alignment of prompt pools on one core, against its plain twin, the released code, and one assignment of all
 * prompts.
 */
final class AlignmentBenchmark implements Benchmark {
    private static final int[] CLIENTS = {20, 100, 1000};
    private static final int PROMPTS = 20;
    private static final int WIDTH = 768;
    private static final double BOUND = 0.0395; // of the uniform initialisation in the released code
    private static final double NOISE = 0.005;

    /** Up to here what grows with the cube of the clients is run, too. */
    private static final int MOST_FOR_CUBIC = 100;

    private static final String NOT_RUN = "not run";

    @Override
    public String name() {
        return "alignment";
    }

    @Override
    public String description() {
        return "alignment of prompt pools for 20, 100 and 1,000 clients on one core";
    }

    @Override
    public BenchTable run(BenchSettings settings) {
        int threadsBefore = TorchThreads.inThisThread();
        TorchThreads.useInThisThread(1);
        try {
            List<List<Object>> rows = new ArrayList<>();
            measure(5, 20, 5, settings, rows);
            for (int clients : CLIENTS) {
                for (int shared : new int[] {PROMPTS, PROMPTS / 2, 0}) {
                    measure(shared, clients, PROMPTS, settings, rows);
                }
            }
            return new BenchTable(
                    "Alignment of the pools of K clients, width " + WIDTH + ", one thread",
                    List.of(
                            new Column("clients", "K", 0),
                            new Column("prompts", "prompts", 0),
                            new Column("shared", "of these shared", 0),
                            new Column("clusters", "found", 0),
                            new Column("seconds", "alignment, s", 3),
                            new Column("processorSeconds", "processor, s", 3),
                            Column.text("plainSeconds", "plain twin, s"),
                            Column.text("releasedSeconds", "released code, s"),
                            Column.text("squareSeconds", "one assignment of all, s")),
                    rows,
                    List.of(
                            "target: under 0.5 s for 20 x 5, under 10 s for 1,000 x 20",
                            "shared prompts: copies with noise " + NOISE + " per coordinate, in another order at every"
                                    + " client; the others have nothing to do with each other",
                            "plain twin: all prompts against all clusters, the same result to the last bit (checked"
                                    + " here); released code: 5 loops; one assignment of all: a random square matrix of"
                                    + " side K x prompts, O((K x prompts)^3)",
                            "medians of " + settings.choose(1, 3) + " after one to warm up, the slow ones once"));
        } finally {
            TorchThreads.useInThisThread(threadsBefore);
        }
    }

    private static void measure(int shared, int clients, int prompts, BenchSettings settings, List<List<Object>> rows) {
        settings.progress().accept(clients + " clients x " + prompts + " prompts, " + shared + " shared");
        List<PoolUpdate> updates = updates(shared, clients, prompts);
        FloatArray previous = pool(RandomKey.of(1, "pool").open(), prompts);
        RandomKey key = RandomKey.of(1, "alignment");
        AlignedPool aligned = PromptAlignment.DEFAULTS.aggregate(updates, previous, key);
        Runnable alignment = () -> PromptAlignment.DEFAULTS.aggregate(updates, previous, key);
        Timings timings = InterleavedTimer.time(alignment, () -> {}, 0, settings.choose(1, 3))
                .first();
        boolean cubic = clients <= MOST_FOR_CUBIC && !(settings.quick() && clients > 20);
        Object plain = NOT_RUN;
        Object released = NOT_RUN;
        Object square = NOT_RUN;
        if (cubic) {
            plain = text(seconds(() -> {
                if (!PromptAlignment.DEFAULTS
                        .aggregatePlainly(updates, previous)
                        .equals(aligned)) {
                    throw new IllegalStateException("the plain twin found another pool");
                }
            }));
            square = text(seconds(() -> Assignment.cheapest(randomCosts(clients * prompts))));
            if (clients <= 20) {
                released = text(seconds(() -> ReleasedAlignment.DEFAULTS.aggregate(updates, previous, key)));
            }
        }
        rows.add(List.of(
                clients,
                prompts,
                shared,
                aligned.clusters(),
                timings.median(),
                Timings.median(timings.processorSeconds()),
                plain,
                released,
                square));
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static String text(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    private static List<PoolUpdate> updates(int shared, int clients, int prompts) {
        FloatArray planted = pool(RandomKey.of(1, "planted").open(), prompts);
        List<PoolUpdate> updates = new ArrayList<>();
        for (int k = 0; k < clients; k++) {
            KeyedRandom random = new RandomKey(1, 1, "client-" + k, "pool").open();
            float[] own = pool(random, prompts).toArray();
            int[] order = random.permutation(prompts);
            for (int p = 0; p < shared; p++) {
                for (int c = 0; c < WIDTH; c++) {
                    own[order[p] * WIDTH + c] = (float) (planted.get(p * WIDTH + c) + NOISE * random.nextGaussian());
                }
            }
            updates.add(new PoolUpdate(
                    "client-" + k,
                    FloatArray.owning(new long[] {prompts, WIDTH}, own),
                    Collections.nCopies(prompts, 1L),
                    1));
        }
        return updates;
    }

    private static FloatArray pool(KeyedRandom random, int prompts) {
        float[] values = new float[prompts * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (BOUND * (2 * random.nextDouble() - 1));
        }
        return FloatArray.owning(new long[] {prompts, WIDTH}, values);
    }

    private static double[][] randomCosts(int side) {
        KeyedRandom random = RandomKey.of(1, "costs").open();
        double[][] costs = new double[side][side];
        for (double[] row : costs) {
            for (int j = 0; j < side; j++) {
                row[j] = random.nextDouble();
            }
        }
        return costs;
    }
}
