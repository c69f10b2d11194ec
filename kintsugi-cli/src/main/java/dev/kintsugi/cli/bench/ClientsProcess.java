package dev.kintsugi.cli.bench;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.engine.experiment.RunnerOptions;
import dev.kintsugi.engine.feature.FeatureComputation;
import dev.kintsugi.engine.feature.FeatureKey;
import dev.kintsugi.engine.feature.FeatureStore;
import dev.kintsugi.engine.federation.Evaluation;
import dev.kintsugi.engine.federation.Evaluator;
import dev.kintsugi.engine.federation.Federation;
import dev.kintsugi.engine.federation.FederationPlan;
import dev.kintsugi.engine.federation.RoundObserver;
import dev.kintsugi.engine.federation.SelectionOptions;
import dev.kintsugi.engine.federation.Selectors;
import dev.kintsugi.engine.federation.StopSignal;
import dev.kintsugi.engine.run.RunLog;
import dev.kintsugi.engine.runner.ClientHalf;
import dev.kintsugi.engine.runner.InProcessRunner;
import dev.kintsugi.engine.runner.MemoryLocalStates;
import dev.kintsugi.methods.catalogue.MethodCatalogue;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.nn.backbone.TwoTower;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A federation in a process of its own, which prints its memory: {@code round resident peak mapped nanoseconds}, one
 * line per round.
 */
final class ClientsProcess {
    static final int COHORT = 100;
    static final int ROWS_PER_CLIENT = 8;
    static final int CLASSES = 4;

    private ClientsProcess() {}

    /**
     * Runs the federation.
     *
     * @param arguments name of the model, number of clients, number of rounds, an empty folder
     */
    public static void main(String[] arguments) throws IOException {
        BenchModel model = BenchModel.require(arguments[0]);
        run(model, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), Path.of(arguments[3]));
    }

    private static void run(BenchModel model, int clients, int rounds, Path folder) throws IOException {
        try (TwoTower backbone = model.open().get()) {
            int width = backbone.image().embeddingWidth();
            FeatureStore store = new FeatureStore(folder.resolve("features"));
            SyntheticWorkplace workplace = new SyntheticWorkplace(
                    backbone,
                    BenchModel.CLASSES.subList(0, CLASSES),
                    clients,
                    ROWS_PER_CLIENT,
                    examples -> store.features(
                            new FeatureKey("random", "image", "none", "none"),
                            examples,
                            Modality.IMAGE,
                            new RandomFeatures(width),
                            (done, all) -> {}));
            LocalTraining training = new LocalTraining(
                    1, ROWS_PER_CLIENT, OptimizerOptions.Sgd.DEFAULTS, ScheduleOptions.Constant.DEFAULTS, 0);
            ContextOptions options = ContextOptions.DEFAULTS.starting(model.contextLength(), "");
            try (Method method = MethodCatalogue.load().require("promptfl").create(workplace, options, training)) {
                run(method, workplace, clients, rounds, folder);
            }
        }
    }

    private static void run(Method method, SyntheticWorkplace workplace, int clients, int rounds, Path folder) {
        List<String> names = IntStream.range(0, clients)
                .mapToObj(SyntheticWorkplace::clientName)
                .toList();
        long[] evenCounts = new long[CLASSES];
        Arrays.fill(evenCounts, 1);
        MemoryLocalStates locals = new MemoryLocalStates(client -> method.startLocal(client, 1));
        RunnerOptions.InProcess runnerOptions = RunnerOptions.InProcess.DEFAULTS;
        RunLog log = new RunLog(folder);
        log.prepare(1 << 20);
        try (InProcessRunner runner = new InProcessRunner(
                new ClientHalf(method, locals, List.of()),
                Runtime.getRuntime().availableProcessors(),
                runnerOptions.blockSize(),
                runnerOptions.intraOpThreads(),
                client -> ROWS_PER_CLIENT)) {
            new Federation(
                            new Federation.Parts(
                                    method,
                                    locals,
                                    runner,
                                    Selectors.of(new SelectionOptions.Fixed(COHORT)),
                                    (round, before, aggregated) -> aggregated,
                                    new Evaluator(
                                            workplace.examples().targets(),
                                            workplace.samples(),
                                            names.stream()
                                                    .map(name -> new Evaluator.ClientCounts(name, evenCounts))
                                                    .toList()),
                                    new Reporter(),
                                    new StopSignal()),
                            new FederationPlan(rounds, 1, names, 100, rounds, 1, true, false),
                            log)
                    .run();
        }
    }

    /** Random features, computed batch by batch as real ones are. */
    private record RandomFeatures(int width) implements FeatureComputation {
        @Override
        public int batchSize() {
            return 1024;
        }

        @Override
        public int batchesAtOnce() {
            return 1;
        }

        @Override
        public Supplier<float[]> begin(int[] rows) {
            return () -> {
                float[] values = new float[rows.length * width];
                KeyedRandom random = RandomKey.of(rows[0], "bench-features").open();
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (random.nextDouble() - 0.5);
                }
                return values;
            };
        }
    }

    /** Prints the memory after each round. */
    private static final class Reporter implements RoundObserver {
        @Override
        public void round(int round, int rounds, double loss, @Nullable Evaluation evaluation) {
            ResidentSample sample = ResidentSample.now();
            System.out.println(round + " " + sample.residentBytes() + " " + sample.peakBytes() + " "
                    + sample.mappedBytes() + " " + System.nanoTime());
            System.out.flush();
        }
    }
}
