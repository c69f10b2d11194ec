package dev.kintsugi.cli.bench;

import dev.kintsugi.cli.run.Backbones;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.nn.backbone.FrozenModel;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.bench.RandomBackbone;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A backbone to measure with.
 *
 * @param name for tables, and for {@link #require}
 * @param contextLength learnable vectors of the task that goes with it
 * @param open opens the backbone; the caller closes it
 */
record BenchModel(String name, int contextLength, Supplier<TwoTower> open) {
    /** Names of ten classes. */
    static final List<String> CLASSES = List.of(
            "red circle",
            "blue circle",
            "red square",
            "blue square",
            "red star",
            "blue star",
            "red ring",
            "blue ring",
            "red cross",
            "blue cross");

    /** A text tower of 2 layers of width 64: the graph's overhead weighs most here. */
    static final BenchModel TINY = new BenchModel("random-2x64", 4, () -> RandomBackbone.textOnly(2, 64, 2));

    /** Towers of about the size of the shipped model, which need nothing at hand. */
    static final BenchModel SMALL = new BenchModel("random-4x192", 4, () -> RandomBackbone.twoTower(4, 192, 3, 64, 8));

    /** Returns the model that the user chose, or else {@link #SMALL}. */
    static BenchModel chosen(Optional<String> backbone) {
        return backbone.map(BenchModel::require).orElse(SMALL);
    }

    /** Returns the model of a name: one of the random ones, or what an experiment file may name as backbone. */
    static BenchModel require(String name) {
        for (BenchModel model : List.of(TINY, SMALL)) {
            if (model.name().equals(name)) {
                return model;
            }
        }
        return new BenchModel(name, 4, () -> twoTower(name));
    }

    private static TwoTower twoTower(String name) {
        FrozenModel model = Backbones.standard().open(name);
        if (model instanceof TwoTower twoTower) {
            return twoTower;
        }
        model.close();
        throw new ModelException("backbone '" + name + "' has no two towers, which the benchmarks need");
    }
}
