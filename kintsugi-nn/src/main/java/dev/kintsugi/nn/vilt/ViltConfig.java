package dev.kintsugi.nn.vilt;

import dev.kintsugi.nn.layer.Activation;
import dev.kintsugi.nn.layer.TransformerLayer;

/**
 * The dimensions of a ViLT, under the names of Hugging Face's {@code config.json}.
 *
 * @param typeVocabSize rows of the text's own token types, of which the first is used
 * @param modalityTypeVocabSize rows of the modality types: 0 text, 1 image
 * @param maxPositionEmbeddings number of text positions
 * @param imageSize height and width of the image whose grid has one learned position per patch
 * @param patchSize height and width of a patch; at most {@code imageSize}
 * @param maxImageLength most patches of an image, or a negative number for all; see {@link PatchSampling}
 */
public record ViltConfig(
        int vocabSize,
        int typeVocabSize,
        int modalityTypeVocabSize,
        int maxPositionEmbeddings,
        int hiddenSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int intermediateSize,
        Activation hiddenAct,
        double layerNormEps,
        int imageSize,
        int patchSize,
        int maxImageLength) {
    /** Returns the dimensions of each layer. */
    public TransformerLayer.Shape layer() {
        return new TransformerLayer.Shape(hiddenSize, numAttentionHeads, intermediateSize, layerNormEps, hiddenAct);
    }

    /** Returns the number of learned positions along one edge of the image. */
    public int positionsPerEdge() {
        return imageSize / patchSize;
    }
}
