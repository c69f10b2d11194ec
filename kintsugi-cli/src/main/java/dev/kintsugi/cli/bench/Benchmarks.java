package dev.kintsugi.cli.bench;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.NearestName;
import java.util.List;

/** The one list of all benchmarks. */
public final class Benchmarks {
    private Benchmarks() {}

    /** Returns all, in the order in which they are listed. */
    public static List<Benchmark> all() {
        return List.of(
                new TextTowerBenchmark(),
                new TextBenchmark(),
                new BlockBenchmark(),
                new EncodersBenchmark(),
                new FeaturesBenchmark(),
                new ClientsBenchmark(),
                new AlignmentBenchmark());
    }

    /**
     * Returns the benchmark of a name.
     *
     * @throws ConfigException if there is none
     */
    public static Benchmark require(String name) {
        return all().stream()
                .filter(benchmark -> benchmark.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigException(NearestName.notKnown(
                        "benchmark", name, all().stream().map(Benchmark::name).toList())));
    }
}
