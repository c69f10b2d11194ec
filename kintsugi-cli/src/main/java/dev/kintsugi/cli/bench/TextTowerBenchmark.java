package dev.kintsugi.cli.bench;

import dev.kintsugi.cli.bench.BenchTable.Column;
import dev.kintsugi.nn.bench.TextTowerBench;
import dev.kintsugi.nn.tensor.TorchThreads;
import java.util.List;
import java.util.Locale;

/** The whole step of CLIP-B's text tower through our layers, against the same libtorch calls without them. */
final class TextTowerBenchmark implements Benchmark {
    @Override
    public String name() {
        return "text-tower";
    }

    @Override
    public String description() {
        return "the CLIP-B text-tower step through our layers, against bare libtorch calls";
    }

    @Override
    public BenchTable run(BenchSettings settings) {
        TextTowerBench.Size whole = TextTowerBench.Size.CLIP_B;
        TextTowerBench.Size size = new TextTowerBench.Size(
                whole.layers(),
                whole.width(),
                whole.heads(),
                whole.classes(),
                whole.tokens(),
                whole.context(),
                settings.choose(3, 15));
        settings.progress().accept("text tower of CLIP-B, " + size.repetitions() + " repetitions of each");
        TextTowerBench.Result result = TextTowerBench.measure(size);
        return new BenchTable(
                String.format(
                        Locale.ROOT,
                        "Text-tower step of CLIP-B: %d layers of width %d, %d prompts x %d tokens, gradient to the %d context vectors",
                        size.layers(),
                        size.width(),
                        size.classes(),
                        size.tokens(),
                        size.context()),
                List.of(
                        new Column("layersMillis", "our layers, ms", 1),
                        new Column("inlineMillis", "libtorch alone, ms", 1),
                        new Column("ratio", "ratio", 3),
                        new Column("processorRatio", "ratio by processor time", 3),
                        new Column("difference", "largest difference", 9)),
                List.of(List.of(
                        result.layersMillis(),
                        result.inlineMillis(),
                        result.ratio(),
                        result.processorRatio(),
                        result.largestDifference())),
                List.of(
                        "target: a ratio of at most 1.05",
                        "medians of " + size.repetitions() + " interleaved repetitions after warm-up; the ratios are"
                                + " medians of neighbouring pairs",
                        TorchThreads.inThisThread() + " threads within an operation"));
    }
}
