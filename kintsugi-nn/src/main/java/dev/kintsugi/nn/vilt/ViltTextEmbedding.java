package dev.kintsugi.nn.vilt;

import static org.bytedeco.pytorch.global.torch.embedding;

import dev.kintsugi.nn.layer.LayerNorm;
import dev.kintsugi.nn.tensor.Weights;
import org.bytedeco.pytorch.Tensor;

/** The text input of a ViLT: BERT's embeddings of word, position and token type, normalised, plus the modality type. */
final class ViltTextEmbedding {
    private final Tensor words;
    private final Tensor positions;
    private final Tensor tokenTypes;
    private final LayerNorm norm;
    private final Tensor modalityTypes;

    ViltTextEmbedding(Weights weights, String prefix, ViltConfig config) {
        int width = config.hiddenSize();
        String at = prefix + "embeddings.text_embeddings.";
        this.words = weights.get(at + "word_embeddings.weight", config.vocabSize(), width);
        this.positions = weights.get(at + "position_embeddings.weight", config.maxPositionEmbeddings(), width);
        this.tokenTypes = weights.get(at + "token_type_embeddings.weight", config.typeVocabSize(), width);
        this.norm = new LayerNorm(weights, at + "LayerNorm", width, config.layerNormEps());
        this.modalityTypes =
                weights.get(prefix + "embeddings.token_type_embeddings.weight", config.modalityTypeVocabSize(), width);
    }

    /** Returns {@code [sequences, tokens, width]}, of int64 ids {@code [sequences, tokens]}. */
    Tensor embed(Tensor ids) {
        Tensor embedded = embedding(words, ids).add(tokenTypes.select(0, 0)).add(positions.narrow(0, 0, ids.size(1)));
        return norm.apply(embedded).add(modalityTypes.select(0, 0));
    }
}
