package dev.kintsugi.nn.bench;

import dev.kintsugi.nn.backbone.TwoTower;

/** Backbones with random weights, for measurements in which their values do not matter. */
public final class RandomBackbone {
    private RandomBackbone() {}

    /**
     * Returns a two-tower model whose text half has the given dimensions and whose image half is missing: image
     * features must be given. The caller closes it.
     *
     * @param positions context length of the text tower
     */
    public static TwoTower textOnly(int layers, int width, int heads, int positions) {
        return new RandomTextModel(layers, width, heads, positions).backbone();
    }
}
