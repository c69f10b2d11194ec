package dev.kintsugi.nn.clip;

import dev.kintsugi.nn.layer.Activation;
import dev.kintsugi.nn.layer.TransformerLayer;

/**
 * The dimensions of a CLIP, under the names of Hugging Face's {@code config.json}.
 *
 * @param projectionDim width of the joint space
 */
public record ClipConfig(int projectionDim, Text text, Vision vision) {
    /**
     * The text tower.
     *
     * @param maxPositionEmbeddings number of positions
     */
    public record Text(
            int vocabSize,
            int hiddenSize,
            int intermediateSize,
            int numHiddenLayers,
            int numAttentionHeads,
            int maxPositionEmbeddings,
            Activation hiddenAct,
            double layerNormEps) {
        /** Returns the dimensions of each layer. */
        public TransformerLayer.Shape layer() {
            return new TransformerLayer.Shape(hiddenSize, numAttentionHeads, intermediateSize, layerNormEps, hiddenAct);
        }
    }

    /**
     * The image tower.
     *
     * @param imageSize height and width of the input
     * @param patchSize height and width of a patch; divides {@code imageSize}
     */
    public record Vision(
            int hiddenSize,
            int intermediateSize,
            int numHiddenLayers,
            int numAttentionHeads,
            int imageSize,
            int patchSize,
            Activation hiddenAct,
            double layerNormEps) {
        /** Returns the dimensions of each layer. */
        public TransformerLayer.Shape layer() {
            return new TransformerLayer.Shape(hiddenSize, numAttentionHeads, intermediateSize, layerNormEps, hiddenAct);
        }

        /** Returns the number of patches. */
        public int patches() {
            int side = imageSize / patchSize;
            return side * side;
        }
    }
}
