package dev.kintsugi.cli.bench;

import dev.kintsugi.cli.bench.BenchTable.Column;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.bench.TextStep;
import dev.kintsugi.nn.prompt.ClassPrompts;
import dev.kintsugi.nn.tensor.TorchThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A training step of a prompt by the fast text path, against the plain one: time, token passes, memory. */
final class TextBenchmark implements Benchmark {
    /** With more token passes than this the plain step is left out: it would need many gigabytes. */
    private static final int MOST_PLAIN_PASSES = 16_000;

    private static final int RATE_ROWS = 1463; // those of the plain step with 19 classes
    private static final int RATE_COLUMNS = 4 * TextStep.WIDTH;
    private static final String NOT_RUN = "not run";

    /** Freed memory goes back to the system at once, so that what is resident is what is in use. */
    private static final Map<String, String> EXACT_MEMORY = Map.of(
            "MALLOC_MMAP_MAX_", "1000000",
            "MALLOC_MMAP_THRESHOLD_", "65536",
            "MALLOC_TRIM_THRESHOLD_", "65536");

    @Override
    public String name() {
        return "text";
    }

    @Override
    public String description() {
        return "training steps of prompts by the fast text path, against the plain one";
    }

    @Override
    public BenchTable run(BenchSettings settings) {
        int threadsBefore = TorchThreads.inThisThread();
        TorchThreads.useInThisThread(settings.threads());
        try (TwoTower backbone = TextStep.backbone()) {
            List<List<Object>> rows = new ArrayList<>();
            int[] sizes = settings.classes().isPresent()
                    ? new int[] {settings.classes().get()}
                    : new int[] {ClassNameLengths.PETS, ClassNameLengths.FLOWERS_ALL};
            for (int classes : sizes) {
                for (TextStep.Kind kind : TextStep.Kind.values()) {
                    rows.add(measure(backbone, kind, classes, settings));
                }
            }
            return table(rows, settings);
        } finally {
            TorchThreads.useInThisThread(threadsBefore);
        }
    }

    private static BenchTable table(List<List<Object>> rows, BenchSettings settings) {
        return new BenchTable(
                String.format(
                        Locale.ROOT,
                        "A training step: text tower of CLIP-B (%d layers of width %d, random weights), %d context"
                                + " vectors, %d image features",
                        TextStep.LAYERS,
                        TextStep.WIDTH,
                        TextStep.CONTEXT,
                        TextStep.BATCH),
                List.of(
                        Column.text("step", "step"),
                        new Column("classes", "classes", 0),
                        new Column("plainPasses", "tokens, plain", 0),
                        new Column("fastPasses", "fast", 0),
                        new Column("plainMillis", "plain, ms", 0),
                        new Column("fastMillis", "fast, ms", 1),
                        new Column("fastProcessorMillis", "processor, ms", 0),
                        new Column("speedUp", "times faster", 1),
                        new Column("processorSpeedUp", "by processor time", 1),
                        new Column("difference", "gradients differ by", 8),
                        new Column("gemmRate", "GEMM, GF/s", 0),
                        new Column("boundShare", "of the FLOP bound", 2),
                        new Column("plainMebibytes", "memory, plain, MiB", 0),
                        new Column("fastMebibytes", "fast, MiB", 0),
                        new Column("memoryRatio", "ratio", 3),
                        new Column("processMebibytes", "whole process, MiB", 0)),
                rows,
                List.of(
                        "targets: 8 times faster with 19 classes and not less with 102, a third of the memory, 1,000"
                                + " classes in 4 GB",
                        "plain: every sentence on its own in 77 tokens; fast: the context once, then each class name to"
                                + " its end; fedpgp runs two contexts (personal, global), the hand-crafted prompt is"
                                + " constant",
                        "class names as long as those of OxfordPets (base) or Flowers102",
                        "medians of interleaved steps (fast alone where plain is not run), " + settings.threads()
                                + (settings.threads() == 1 ? " thread" : " threads")
                                + " within an operation; difference relative to the norm",
                        "of the FLOP bound: the time that the needed matrix products of forward and backward would take"
                                + " at the rate of one large product, divided by the time taken; by processor time",
                        "memory: greatest resident size during two steps, less what was there before, each path in a"
                                + " process of its own; the weights of this tower are in neither, but are in the whole"
                                + " process (of the fast path)"));
    }

    private static List<Object> measure(TwoTower backbone, TextStep.Kind kind, int classes, BenchSettings settings) {
        List<String> names = ClassNameLengths.names(classes);
        settings.progress().accept(label(kind) + ", " + classes + " classes");
        try (TextStep fast = new TextStep(backbone, names, kind, ClassPrompts.Path.SHARED_PREFIX);
                TextStep plain = new TextStep(backbone, names, kind, ClassPrompts.Path.PADDED)) {
            boolean both = plain.tokenPasses() <= MOST_PLAIN_PASSES;
            int repetitions = plain.tokenPasses() > 2 * RATE_ROWS ? settings.choose(2, 5) : settings.choose(3, 15);
            double difference = both ? difference(fast.gradient(), plain.gradient()) : Double.NaN;
            InterleavedTimer.Pair pair =
                    InterleavedTimer.time(fast, both ? plain : () -> {}, settings.choose(0, 1), repetitions);
            Timings fastTime = pair.first();
            double rate = gemmRate(settings);
            Memory fastMemory = memory(kind, ClassPrompts.Path.SHARED_PREFIX, classes, settings);
            double plainMemory = both
                    ? memory(kind, ClassPrompts.Path.PADDED, classes, settings).ofSteps()
                    : Double.NaN;
            return List.of(
                    label(kind),
                    classes,
                    plain.tokenPasses(),
                    fast.tokenPasses(),
                    orNotRun(both, 1e3 * pair.second().median()),
                    1e3 * fastTime.median(),
                    1e3 * Timings.median(fastTime.processorSeconds()),
                    orNotRun(both, pair.second().ratioTo(fastTime)),
                    orNotRun(both, pair.second().processorRatioTo(fastTime)),
                    orNotRun(both, difference),
                    rate,
                    neededGigaFlops(kind, names) / rate / Timings.median(fastTime.processorSeconds()),
                    orNotRun(both, plainMemory),
                    fastMemory.ofSteps(),
                    orNotRun(both, fastMemory.ofSteps() / plainMemory),
                    fastMemory.whole());
        }
    }

    private static String label(TextStep.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Object orNotRun(boolean run, double value) {
        return run ? value : NOT_RUN;
    }

    /** Returns {@code ‖a − b‖ / ‖b‖}. */
    private static double difference(float[] a, float[] b) {
        double squares = 0;
        double norm = 0;
        for (int i = 0; i < a.length; i++) {
            squares += Math.pow((double) a[i] - b[i], 2);
            norm += Math.pow(b[i], 2);
        }
        return Math.sqrt(squares / norm);
    }

    /**
     * Returns the billions of floating-point operations of a step's matrix products with weights, forward and backward
     * to the inputs: 12 w² multiplications per token and layer; in the last layer only keys and values of all tokens
     * and the rest of the end tokens. Attention among tokens is left out: less than a hundredth.
     */
    static double neededGigaFlops(TextStep.Kind kind, List<String> names) {
        double square = (double) TextStep.WIDTH * TextStep.WIDTH;
        double tokens = TextStep.CONTEXT
                + names.stream().mapToInt(ClassNameLengths::suffixTokens).sum();
        double multiplications = tokens * 12 * square * (TextStep.LAYERS - 1)
                + tokens * 2 * square
                + names.size() * 10 * square
                + names.size() * square; // into the joint space
        return kind.sets() * 2 * 2 * multiplications / 1e9;
    }

    /** Returns the billions of operations per second of one large matrix product, by processor time. */
    private static double gemmRate(BenchSettings settings) {
        int products = 10; // together long enough for a clock that ticks every 10 ms
        Timings timings = InterleavedTimer.time(
                        () -> TextStep.multiply(RATE_ROWS, products), () -> {}, 1, settings.choose(3, 9))
                .first();
        return 2.0
                * products
                * RATE_ROWS
                * RATE_COLUMNS
                * TextStep.WIDTH
                / Timings.median(timings.processorSeconds())
                / 1e9;
    }

    /**
     * What a path needs.
     *
     * @param ofSteps at the peak, without what was there before the steps, MiB
     * @param whole of the process at its peak, MiB
     */
    private record Memory(double ofSteps, double whole) {
        static Memory parse(String line) {
            String[] fields = line.split(" ");
            double before = Long.parseLong(fields[0]) / (double) (1 << 20);
            double greatest = Long.parseLong(fields[1]) / (double) (1 << 20);
            return new Memory(greatest - before, greatest);
        }
    }

    private static Memory memory(TextStep.Kind kind, ClassPrompts.Path path, int classes, BenchSettings settings) {
        ResidentSample.now(); // says at once where this cannot be measured
        List<Memory> found = new ArrayList<>();
        try {
            JavaProcess.run(
                    TextMemoryProcess.class,
                    List.of(kind.name(), path.name(), String.valueOf(classes), "2", String.valueOf(settings.threads())),
                    EXACT_MEMORY,
                    line -> found.add(Memory.parse(line)));
            return found.get(0);
        } catch (IOException e) {
            throw new StorageException("benchmark 'text' with " + classes + " classes: " + e.getMessage(), e);
        }
    }
}
