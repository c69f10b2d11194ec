package dev.kintsugi.nn.pretrain;

import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.clip.ClipConfig;
import dev.kintsugi.nn.layer.TransformerLayer;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Random first weights of a CLIP, with the names of Hugging Face and the deviations of OpenAI's and Hugging Face's
 * implementation; attention has one matrix {@code in_proj_weight} for query, key and value.
 */
final class ClipInitialisation {
    /** Radford et al., section 2.5: the temperature begins at 0.07. */
    private static final double FIRST_LOGIT_SCALE = StrictMath.log(1 / 0.07);

    private final long seed;
    private final TreeMap<String, Tensor> tensors = new TreeMap<>();

    private ClipInitialisation(long seed) {
        this.seed = seed;
    }

    /** Returns the tensors of both towers. */
    static Map<String, Tensor> both(ClipConfig config, long seed) {
        ClipInitialisation made = new ClipInitialisation(seed);
        made.text(config);
        made.vision(config);
        made.constant(ContrastiveModel.LOGIT_SCALE, FIRST_LOGIT_SCALE);
        return made.tensors;
    }

    /**
     * Returns the tensors of the text tower and of the projection of frozen image features.
     *
     * @param hidden width of the projection's hidden layer, or 0 for a linear projection
     */
    static Map<String, Tensor> textAndProjection(
            ClipConfig.Text text, int projectionDim, int imageWidth, int hidden, long seed) {
        ClipInitialisation made = new ClipInitialisation(seed);
        made.text(text, projectionDim);
        made.normal("visual_projection.weight", 1 / Math.sqrt(imageWidth), projectionDim, imageWidth);
        if (hidden > 0) {
            made.normal("visual_mlp.fc1.weight", 1 / Math.sqrt(imageWidth), hidden, imageWidth);
            made.constant("visual_mlp.fc1.bias", 0, hidden);
            made.normal("visual_mlp.fc2.weight", 1 / Math.sqrt(hidden), projectionDim, hidden);
        }
        made.constant(ContrastiveModel.LOGIT_SCALE, FIRST_LOGIT_SCALE);
        return made.tensors;
    }

    private void text(ClipConfig config) {
        text(config.text(), config.projectionDim());
    }

    private void text(ClipConfig.Text text, int projectionDim) {
        int width = text.hiddenSize();
        normal("text_model.embeddings.token_embedding.weight", 0.02, text.vocabSize(), width);
        normal("text_model.embeddings.position_embedding.weight", 0.01, text.maxPositionEmbeddings(), width);
        layers("text_model", text.layer(), text.numHiddenLayers());
        norm("text_model.final_layer_norm", width);
        normal("text_projection.weight", 1 / Math.sqrt(width), projectionDim, width);
    }

    private void vision(ClipConfig config) {
        ClipConfig.Vision vision = config.vision();
        int width = vision.hiddenSize();
        String embeddings = "vision_model.embeddings.";
        normal(embeddings + "patch_embedding.weight", 0.02, width, 3, vision.patchSize(), vision.patchSize());
        normal(embeddings + "class_embedding", 1 / Math.sqrt(width), width);
        normal(embeddings + "position_embedding.weight", 0.02, vision.patches() + 1L, width);
        norm("vision_model.pre_layrnorm", width);
        layers("vision_model", vision.layer(), vision.numHiddenLayers());
        norm("vision_model.post_layernorm", width);
        normal("visual_projection.weight", 1 / Math.sqrt(width), config.projectionDim(), width);
    }

    private void layers(String model, TransformerLayer.Shape shape, int count) {
        int width = shape.width();
        double attention = 1 / Math.sqrt(width);
        double residual = attention / Math.sqrt(2.0 * count);
        for (int i = 0; i < count; i++) {
            String layer = model + ".encoder.layers." + i;
            norm(layer + ".layer_norm1", width);
            norm(layer + ".layer_norm2", width);
            normal(layer + ".self_attn.in_proj_weight", attention, 3L * width, width);
            constant(layer + ".self_attn.in_proj_bias", 0, 3L * width);
            normal(layer + ".self_attn.out_proj.weight", residual, width, width);
            constant(layer + ".self_attn.out_proj.bias", 0, width);
            normal(layer + ".mlp.fc1.weight", 1 / Math.sqrt(2.0 * width), shape.feedForward(), width);
            constant(layer + ".mlp.fc1.bias", 0, shape.feedForward());
            normal(layer + ".mlp.fc2.weight", residual, width, shape.feedForward());
            constant(layer + ".mlp.fc2.bias", 0, width);
        }
    }

    private void norm(String name, int width) {
        constant(name + ".weight", 1, width);
        constant(name + ".bias", 0, width);
    }

    private void normal(String name, double deviation, long... shape) {
        var random = RandomKey.of(seed, "initial " + name).open();
        float[] values = new float[size(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        put(name, values, shape);
    }

    private void constant(String name, double value, long... shape) {
        float[] values = new float[size(shape)];
        Arrays.fill(values, (float) value);
        put(name, values, shape);
    }

    private static int size(long... shape) {
        long size = 1;
        for (long dimension : shape) {
            size *= dimension;
        }
        return Math.toIntExact(size);
    }

    private void put(String name, float[] values, long... shape) {
        try (PointerScope scope = new PointerScope()) {
            tensors.put(
                    name, TensorBridge.keep(TensorBridge.tensor(values, shape).requires_grad_(true)));
        }
    }
}
