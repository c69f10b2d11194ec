package dev.kintsugi.nn.backbone;

import dev.kintsugi.core.parameter.FloatArray;

/**
 * What stands behind the last layer of a tower: layer norm and projection.
 *
 * @param normWeight {@code [width]}
 * @param normBias {@code [width]}
 * @param epsilon added to the variance
 * @param projection {@code [embedding, width]}
 */
public record TowerEnd(FloatArray normWeight, FloatArray normBias, double epsilon, FloatArray projection) {}
