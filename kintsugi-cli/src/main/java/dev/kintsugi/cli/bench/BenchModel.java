package dev.kintsugi.cli.bench;

import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.bench.RandomBackbone;
import java.util.List;
import java.util.function.Supplier;

/**
 * A backbone to measure with, and a task of the size that goes with it.
 *
 * @param name for tables
 * @param contextLength learnable vectors
 * @param open opens the backbone; the caller closes it
 */
record BenchModel(String name, List<String> classNames, int contextLength, Supplier<TwoTower> open) {
    private static final List<String> SHAPES = List.of(
            "red circle",
            "blue circle",
            "green circle",
            "red square",
            "blue square",
            "green square",
            "red star",
            "blue star",
            "green star",
            "white ring");

    /** A text tower of 2 layers of width 64: the graph's overhead weighs most here. */
    static final BenchModel TINY =
            new BenchModel("tiny (2 layers x 64, random)", SHAPES, 4, () -> RandomBackbone.textOnly(2, 64, 2, 32));

    /** A text tower of the size of the shipped one, with random weights. */
    static final BenchModel STAND_IN =
            new BenchModel("small (4 layers x 192, random)", SHAPES, 16, () -> RandomBackbone.textOnly(4, 192, 3, 32));
}
