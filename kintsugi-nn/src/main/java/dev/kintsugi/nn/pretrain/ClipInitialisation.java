package dev.kintsugi.nn.pretrain;

import dev.kintsugi.nn.clip.ClipConfig;
import dev.kintsugi.nn.layer.TransformerLayer;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Random first weights of a CLIP, with the names of Hugging Face and the deviations of OpenAI's and Hugging Face's
 * implementation; attention has one matrix {@code in_proj_weight} for query, key and value.
 */
final class ClipInitialisation {
    /** Radford et al., section 2.5: the temperature begins at 0.07. */
    private static final double FIRST_LOGIT_SCALE = StrictMath.log(1 / 0.07);

    private final InitialTensors made;

    private ClipInitialisation(long seed) {
        this.made = new InitialTensors(seed);
    }

    /** Returns the tensors of both towers. */
    static Map<String, Tensor> both(ClipConfig config, long seed) {
        ClipInitialisation clip = new ClipInitialisation(seed);
        clip.text(config);
        clip.vision(config);
        clip.made.constant(ContrastiveModel.LOGIT_SCALE, FIRST_LOGIT_SCALE);
        return clip.made.tensors();
    }

    /**
     * Returns the tensors of the text tower and of the projection of frozen image features.
     *
     * @param hidden width of the projection's hidden layer, or 0 for a linear projection
     */
    static Map<String, Tensor> textAndProjection(
            ClipConfig.Text text, int projectionDim, int imageWidth, int hidden, long seed) {
        ClipInitialisation clip = new ClipInitialisation(seed);
        clip.text(text, projectionDim);
        clip.made.normal("visual_projection.weight", 1 / Math.sqrt(imageWidth), projectionDim, imageWidth);
        if (hidden > 0) {
            clip.made.normal("visual_mlp.fc1.weight", 1 / Math.sqrt(imageWidth), hidden, imageWidth);
            clip.made.constant("visual_mlp.fc1.bias", 0, hidden);
            clip.made.normal("visual_mlp.fc2.weight", 1 / Math.sqrt(hidden), projectionDim, hidden);
        }
        clip.made.constant(ContrastiveModel.LOGIT_SCALE, FIRST_LOGIT_SCALE);
        return clip.made.tensors();
    }

    private void text(ClipConfig config) {
        text(config.text(), config.projectionDim());
    }

    private void text(ClipConfig.Text text, int projectionDim) {
        int width = text.hiddenSize();
        made.normal("text_model.embeddings.token_embedding.weight", 0.02, text.vocabSize(), width);
        made.normal("text_model.embeddings.position_embedding.weight", 0.01, text.maxPositionEmbeddings(), width);
        made.layers("text_model.encoder.layers", TransformerLayer.Names.CLIP, text.layer(), text.numHiddenLayers());
        made.norm("text_model.final_layer_norm", width);
        made.normal("text_projection.weight", 1 / Math.sqrt(width), projectionDim, width);
    }

    private void vision(ClipConfig config) {
        ClipConfig.Vision vision = config.vision();
        int width = vision.hiddenSize();
        String embeddings = "vision_model.embeddings.";
        made.normal(embeddings + "patch_embedding.weight", 0.02, width, 3, vision.patchSize(), vision.patchSize());
        made.normal(embeddings + "class_embedding", 1 / Math.sqrt(width), width);
        made.normal(embeddings + "position_embedding.weight", 0.02, vision.patches() + 1L, width);
        made.norm("vision_model.pre_layrnorm", width);
        made.layers(
                "vision_model.encoder.layers", TransformerLayer.Names.CLIP, vision.layer(), vision.numHiddenLayers());
        made.norm("vision_model.post_layernorm", width);
        made.normal("visual_projection.weight", 1 / Math.sqrt(width), config.projectionDim(), width);
    }
}
