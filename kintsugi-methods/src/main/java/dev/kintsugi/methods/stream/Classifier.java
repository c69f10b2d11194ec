package dev.kintsugi.methods.stream;

import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.matmul;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.methods.block.BlockLayers;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.InitialDraws;
import dev.kintsugi.nn.backbone.SingleStream;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/**
 * Pooler and head under the client axis (Lee et al., CVPR 2023, released code): {@code tanh(W x + b)}, then Linear,
 * LayerNorm, GELU, Linear, or a smaller head.
 *
 * <p>Weights start as normal draws with deviation 0.02, biases at 0; the pooler starts as it was pretrained. The first
 * matrix of a low-rank head keeps the length of what it reads (deviation 1 / √width): with two small ones scores and
 * gradients would both be near 0.
 */
final class Classifier {
    private static final double DEVIATION = 0.02; // MAP, objectives.init_weights
    private static final double EPSILON = 1e-5;
    private static final String POOLER = "pooler.";
    private static final String HEAD = "head.";

    private final SingleStream backbone;
    private final ClassifierOptions options;
    private final int classes;

    Classifier(SingleStream backbone, ClassifierOptions options, int classes) {
        this.backbone = backbone;
        this.options = options;
        this.classes = classes;
    }

    /** Returns the trainable parameters. */
    List<ParameterSpec> parameters() {
        List<ParameterSpec> specs = new ArrayList<>();
        shapes().forEach((name, shape) ->
                specs.add(new ParameterSpec(name, shape, options.place().scope(), Optional.empty())));
        return specs;
    }

    private Map<String, long[]> shapes() {
        long width = backbone.width();
        Map<String, long[]> shapes = new TreeMap<>();
        if (options.pooler() == ClassifierOptions.Pooler.TRAINED) {
            shapes.put(POOLER + "weight", new long[] {width, width});
            shapes.put(POOLER + "bias", new long[] {width});
        }
        switch (options.head()) {
            case TWO_LAYER -> {
                shapes.put(HEAD + "up.weight", new long[] {2 * width, width});
                shapes.put(HEAD + "up.bias", new long[] {2 * width});
                shapes.put(HEAD + "norm.weight", new long[] {2 * width});
                shapes.put(HEAD + "norm.bias", new long[] {2 * width});
                shapes.put(HEAD + "weight", new long[] {classes, 2 * width});
            }
            case LINEAR -> shapes.put(HEAD + "weight", new long[] {classes, width});
            case LOW_RANK -> {
                shapes.put(HEAD + "down.weight", new long[] {options.rank(), width});
                shapes.put(HEAD + "weight", new long[] {classes, options.rank()});
            }
        }
        shapes.put(HEAD + "bias", new long[] {classes});
        return shapes;
    }

    /** Returns the values to start from. */
    ParameterSet initial(long seed) {
        Map<String, FloatArray> values = new TreeMap<>();
        shapes().forEach((name, shape) -> values.put(name, initial(name, shape, seed)));
        return ParameterSet.of(values);
    }

    private FloatArray initial(String name, long[] shape, long seed) {
        if (name.equals(POOLER + "weight")) {
            return backbone.poolerWeight();
        } else if (name.equals(POOLER + "bias")) {
            return backbone.poolerBias();
        } else if (name.equals(HEAD + "norm.weight")) {
            float[] ones = new float[(int) shape[0]];
            Arrays.fill(ones, 1);
            return FloatArray.owning(shape, ones);
        } else if (name.endsWith("bias")) {
            return FloatArray.zeros(shape);
        }
        double deviation = name.equals(HEAD + "down.weight") ? 1 / Math.sqrt(shape[1]) : DEVIATION;
        return InitialDraws.normal(seed, name, deviation, shape);
    }

    /**
     * Returns the class scores, {@code [clients, batch, classes]}.
     *
     * @param read the token that is pooled, {@code [clients, batch, width]}
     */
    Tensor scores(BlockParameters parameters, Tensor read) {
        boolean trained = options.pooler() == ClassifierOptions.Pooler.TRAINED;
        Tensor weight = trained
                ? parameters.get(POOLER + "weight")
                : TensorBridge.tensor(backbone.poolerWeight()).unsqueeze(0);
        Tensor bias = trained
                ? parameters.get(POOLER + "bias")
                : TensorBridge.tensor(backbone.poolerBias()).unsqueeze(0);
        Tensor pooled = BlockLayers.linear(read, weight, bias).tanh();
        Tensor hidden = switch (options.head()) {
            case TWO_LAYER -> twoLayer(parameters, pooled);
            case LINEAR -> pooled;
            case LOW_RANK -> matmul(pooled, parameters.get(HEAD + "down.weight").transpose(1, 2));
        };
        return BlockLayers.linear(hidden, parameters.get(HEAD + "weight"), parameters.get(HEAD + "bias"));
    }

    private Tensor twoLayer(BlockParameters parameters, Tensor pooled) {
        Tensor up = BlockLayers.linear(parameters, HEAD + "up", pooled);
        return gelu(BlockLayers.layerNorm(parameters, HEAD + "norm", up, EPSILON));
    }
}
