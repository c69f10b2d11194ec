package dev.kintsugi.cli.bench;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.NearestName;
import java.util.List;

/** The backbones that benchmarks are run with. */
final class BenchModels {
    private BenchModels() {}

    /** Returns all, the smallest first. */
    static List<BenchModel> all() {
        return List.of(BenchModel.TINY, BenchModel.STAND_IN);
    }

    /** Returns the one that federations of the quickstart's size are measured with. */
    static BenchModel shipped() {
        return BenchModel.STAND_IN;
    }

    /** Returns the model of a name. */
    static BenchModel require(String name) {
        return all().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigException(NearestName.notKnown(
                        "model", name, all().stream().map(BenchModel::name).toList())));
    }
}
