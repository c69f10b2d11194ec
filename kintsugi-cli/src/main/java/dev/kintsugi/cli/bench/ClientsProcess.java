package dev.kintsugi.cli.bench;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.experiment.RunnerOptions;
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
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A federation in a process of its own, which prints its memory: {@code round resident peak mapped nanoseconds}, one
 * line per round.
 */
final class ClientsProcess {
    static final int COHORT = 100;
    static final int ROWS_PER_CLIENT = 8;

    private ClientsProcess() {}

    /**
     * Runs the federation.
     *
     * @param arguments name of the model, number of clients, number of rounds, an empty folder
     */
    public static void main(String[] arguments) throws IOException {
        BenchModel model = BenchModels.require(arguments[0]);
        run(model, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), Path.of(arguments[3]));
    }

    private static void run(BenchModel model, int clients, int rounds, Path folder) throws IOException {
        try (TwoTower backbone = model.open().get()) {
            int width = backbone.image().embeddingWidth();
            MappedFeatures features =
                    MappedFeatures.create(folder.resolve("features"), clients * ROWS_PER_CLIENT, width);
            SyntheticWorkplace workplace =
                    new SyntheticWorkplace(backbone, model.classNames(), clients, ROWS_PER_CLIENT, features);
            LocalTraining training = new LocalTraining(
                    1, ROWS_PER_CLIENT, OptimizerOptions.Sgd.DEFAULTS, ScheduleOptions.Constant.DEFAULTS, 0);
            ContextOptions options = new ContextOptions(model.contextLength(), "", ContextOptions.DEFAULTS.sentences());
            try (Method method = MethodCatalogue.load().require("promptfl").create(workplace, options, training)) {
                run(method, model, workplace, clients, rounds, folder);
            }
        }
    }

    private static void run(
            Method method, BenchModel model, SyntheticWorkplace workplace, int clients, int rounds, Path folder) {
        List<String> names = IntStream.range(0, clients)
                .mapToObj(SyntheticWorkplace::clientName)
                .toList();
        long[] evenCounts = new long[model.classNames().size()];
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
                                            Map.of(Modality.IMAGE, workplace.features(Modality.IMAGE)),
                                            names.stream()
                                                    .map(name -> new Evaluator.ClientCounts(name, evenCounts))
                                                    .toList()),
                                    new Reporter(),
                                    new StopSignal()),
                            new FederationPlan(rounds, 1, names, 100, rounds, true, false),
                            log)
                    .run();
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
