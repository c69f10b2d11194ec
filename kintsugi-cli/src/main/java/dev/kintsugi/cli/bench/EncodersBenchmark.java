package dev.kintsugi.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.kintsugi.cli.bench.BenchTable.Column;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.fedmultimodal.FedMultimodal;
import dev.kintsugi.methods.multimodal.EncoderOptions;
import dev.kintsugi.methods.multimodal.Encoders;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.ImbalanceMonitor;
import dev.kintsugi.methods.multimodal.MultimodalMethod;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.nn.tensor.TorchThreads;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Clients that train FedMultimodal's sensor model whole: one by one, in blocks, and in threads. */
final class EncodersBenchmark implements Benchmark {
    private static final int CLIENTS = 16;
    private static final int ROWS_PER_CLIENT = 64;
    private static final LocalTraining TRAINING =
            new LocalTraining(1, 16, new OptimizerOptions.Sgd(0.05, 0.9, 1e-5), ScheduleOptions.Constant.DEFAULTS, 10);
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** How the clients are divided. */
    private record Form(int block, int threads) {}

    private static final List<Form> FORMS =
            List.of(new Form(1, 1), new Form(4, 1), new Form(8, 1), new Form(1, 2), new Form(4, 2), new Form(8, 2));

    @Override
    public String name() {
        return "encoders";
    }

    @Override
    public String description() {
        return "clients that train whole encoders of two sensor streams: one by one, in blocks, in threads";
    }

    @Override
    public BenchTable run(BenchSettings settings) {
        SensorWorkplace workplace = new SensorWorkplace(CLIENTS, ROWS_PER_CLIENT);
        MultimodalNetwork network = new MultimodalNetwork(
                Encoders.of(workplace.backbone(), EncoderOptions.DEFAULTS),
                new FusionOptions(FusionOptions.Kind.ATTENTION, 64, 6, 0.1),
                SensorWorkplace.CLASSES.size());
        int repetitions = settings.choose(3, 9);
        double[][] wall = new double[FORMS.size()][repetitions];
        double[][] processor = new double[FORMS.size()][repetitions];
        try (MultimodalMethod method = new MultimodalMethod(
                FedMultimodal.factory().card(), workplace, network, List.of(new ImbalanceMonitor()), TRAINING)) {
            List<ClientTask> tasks = tasks(method.start(1));
            FORMS.forEach(form -> round(method, tasks, form)); // warm-up
            for (int i = 0; i < repetitions; i++) {
                settings.progress().accept("round " + (i + 1) + " of " + repetitions + " of each form");
                for (int f = 0; f < FORMS.size(); f++) {
                    long processorStart = PROCESS.getProcessCpuTime();
                    long start = System.nanoTime();
                    round(method, tasks, FORMS.get(f));
                    wall[f][i] = (System.nanoTime() - start) / 1e9;
                    processor[f][i] = (PROCESS.getProcessCpuTime() - processorStart) / 1e9;
                }
            }
        }
        return table(wall, processor);
    }

    private static List<ClientTask> tasks(ServerState state) {
        return IntStream.range(0, CLIENTS)
                .mapToObj(k -> new ClientTask(1, 1, SyntheticWorkplace.clientName(k), 1, state.shared()))
                .toList();
    }

    /** Trains all clients once. */
    private static void round(MultimodalMethod method, List<ClientTask> tasks, Form form) {
        ExecutorService threads = Executors.newFixedThreadPool(form.threads());
        try {
            List<Future<?>> blocks = new ArrayList<>();
            for (int from = 0; from < CLIENTS; from += form.block()) {
                List<ClientTask> block = tasks.subList(from, from + form.block());
                blocks.add(threads.submit(() -> {
                    TorchThreads.useInThisThread(1);
                    method.train(block, Collections.nCopies(block.size(), ParameterSet.empty()));
                }));
            }
            for (Future<?> block : blocks) {
                block.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdown();
        }
    }

    private static BenchTable table(double[][] wall, double[][] processor) {
        int steps = CLIENTS * TRAINING.steps(ROWS_PER_CLIENT);
        List<List<Object>> rows = new ArrayList<>();
        for (int f = 0; f < FORMS.size(); f++) {
            Timings timings = new Timings(wall[f], processor[f]);
            rows.add(List.of(
                    FORMS.get(f).block(),
                    FORMS.get(f).threads(),
                    1e3 * timings.median() / steps,
                    1e3 * timings.min() / steps,
                    1e3 * Timings.median(timings.processorSeconds()) / steps,
                    steps / timings.median()));
        }
        return new BenchTable(
                "FedMultimodal's sensor model, trained whole by " + CLIENTS + " clients",
                List.of(
                        new Column("block", "clients in a block", 0),
                        new Column("threads", "threads", 0),
                        new Column("millis", "ms per client-step", 2),
                        new Column("leastMillis", "least, ms", 2),
                        new Column("processorMillis", "processor, ms", 2),
                        new Column("stepsPerSecond", "client-steps per second", 1)),
                rows,
                List.of(
                        "two streams of " + SensorWorkplace.CHANNELS + " x " + SensorWorkplace.LENGTH
                                + ": three convolutions (32, 64, 128), recurrent units of 128; attention with 6 heads;"
                                + " each client "
                                + TRAINING.steps(ROWS_PER_CLIENT) + " steps of " + TRAINING.batchSize()
                                + " samples, SGD with momentum, gradients clipped",
                        "threads of Java, each with blocks of its own; one thread within an operation",
                        "medians over the interleaved rounds of all forms"));
    }
}
