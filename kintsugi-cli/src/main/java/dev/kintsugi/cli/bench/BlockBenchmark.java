package dev.kintsugi.cli.bench;

import dev.kintsugi.cli.bench.BenchTable.Column;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.catalogue.MethodCatalogue;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.tensor.TorchThreads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** K clients in one graph, against the same K clients one after the other. */
final class BlockBenchmark implements Benchmark {
    private static final int[] BLOCKS = {1, 4, 16, 64};
    private static final int ROWS_PER_CLIENT = 32;
    private static final LocalTraining TRAINING =
            new LocalTraining(1, 16, OptimizerOptions.Sgd.DEFAULTS, ScheduleOptions.Constant.DEFAULTS, 0);

    @Override
    public String name() {
        return "block";
    }

    @Override
    public String description() {
        return "K clients trained in one block, against K clients one by one";
    }

    @Override
    public BenchTable run(BenchSettings settings) {
        int threadsBefore = TorchThreads.inThisThread();
        TorchThreads.useInThisThread(1); // what the runner does by default: its parallelism is over blocks
        try {
            List<List<Object>> rows = new ArrayList<>();
            for (BenchModel model : List.of(BenchModel.TINY, BenchModel.chosen(settings.backbone()))) {
                measure(model, settings, rows);
            }
            return new BenchTable(
                    "A round of promptfl for K clients: one block of K, against K blocks of one",
                    List.of(
                            Column.text("model", "model"),
                            new Column("clients", "K", 0),
                            new Column("oneByOneMillis", "one by one, ms", 1),
                            new Column("blockMillis", "one block, ms", 1),
                            Column.text("range", "min to max, ms"),
                            new Column("speedUp", "times faster", 2),
                            new Column("processorSpeedUp", "by processor time", 2)),
                    rows,
                    List.of(
                            "each client: " + ROWS_PER_CLIENT + " rows, " + TRAINING.steps(ROWS_PER_CLIENT)
                                    + " steps of " + TRAINING.batchSize() + ", 10 classes; 1 Java thread, 1 thread"
                                    + " within an operation",
                            "medians of interleaved repetitions after warm-up; min to max is that of the block"));
        } finally {
            TorchThreads.useInThisThread(threadsBefore);
        }
    }

    private static void measure(BenchModel model, BenchSettings settings, List<List<Object>> rows) {
        int largest = BLOCKS[BLOCKS.length - 1];
        MethodFactory factory = MethodCatalogue.load().require("promptfl");
        ContextOptions options = ContextOptions.DEFAULTS.starting(model.contextLength(), "");
        try (TwoTower backbone = model.open().get();
                Method method = factory.create(
                        new SyntheticWorkplace(
                                backbone,
                                BenchModel.CLASSES,
                                largest,
                                ROWS_PER_CLIENT,
                                examples -> SyntheticWorkplace.randomFeatures(
                                        examples.rows(), backbone.image().embeddingWidth())),
                        options,
                        TRAINING)) {
            ServerState state = method.start(1);
            for (int clients : BLOCKS) {
                settings.progress().accept(model.name() + ", K = " + clients);
                List<ClientTask> tasks = IntStream.range(0, clients)
                        .mapToObj(k -> new ClientTask(1, 1, SyntheticWorkplace.clientName(k), 1, state.shared()))
                        .toList();
                InterleavedTimer.Pair pair = InterleavedTimer.time(
                        () -> tasks.forEach(task -> method.train(List.of(task), List.of(ParameterSet.empty()))),
                        () -> method.train(tasks, Collections.nCopies(clients, ParameterSet.empty())),
                        settings.choose(1, 2),
                        settings.choose(3, clients >= 16 ? 9 : 15));
                Timings alone = pair.first();
                Timings block = pair.second();
                rows.add(List.of(
                        model.name(),
                        clients,
                        1e3 * alone.median(),
                        1e3 * block.median(),
                        String.format(Locale.ROOT, "%.1f to %.1f", 1e3 * block.min(), 1e3 * block.max()),
                        alone.ratioTo(block),
                        alone.processorRatioTo(block)));
            }
        }
    }
}
