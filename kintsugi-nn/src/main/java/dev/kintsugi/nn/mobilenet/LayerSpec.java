package dev.kintsugi.nn.mobilenet;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.WeightsException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One layer as the metadata of the weight file describes it; layers name the tensors between them by number. */
sealed interface LayerSpec {
    /** Returns the number of the tensor that the layer makes. */
    int output();

    /** Returns the numbers of the tensors that the layer reads. */
    List<Integer> inputs();

    /**
     * A convolution, with the biases and, if wanted, the bound of ReLU6.
     *
     * @param index number of the layer, which its tensors in the file are named by
     * @param depthwise whether each channel has one kernel of its own
     * @param kernel height and width of the kernel
     * @param pads zeros added at the top, left, bottom and right
     * @param relu6 whether the result is clamped to [0, 6]
     * @param weightScale real value of one step of the stored weights
     * @param weightZeroPoint stored weight that stands for 0
     * @param biasScale real value of one step of the stored biases
     */
    record Convolution(
            int index,
            boolean depthwise,
            int kernel,
            int stride,
            List<Integer> pads,
            boolean relu6,
            double weightScale,
            int weightZeroPoint,
            double biasScale,
            int input,
            int output)
            implements LayerSpec {
        /** Copies the pads. */
        public Convolution {
            pads = List.copyOf(pads);
        }

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** The sum of two tensors, the residual connection. */
    record Addition(int left, int right, int output) implements LayerSpec {
        @Override
        public List<Integer> inputs() {
            return List.of(left, right);
        }
    }

    /** The mean over all places. */
    record GlobalMean(int input, int output) implements LayerSpec {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /**
     * Returns the layers up to the global mean; the classifier behind it is left out.
     *
     * @param place file, for errors
     * @param json value of the metadata key {@code layers}
     * @throws WeightsException if the text is not such a list
     */
    static List<LayerSpec> parse(String place, String json) {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(json);
        } catch (JacksonException e) {
            throw new WeightsException(place + ": the metadata 'layers' is not JSON: " + e.getOriginalMessage(), e);
        }
        List<LayerSpec> layers = new ArrayList<>();
        Set<Integer> known = new HashSet<>(Set.of(0));
        for (JsonNode node : root) {
            LayerSpec layer = layer(place, node);
            for (int input : layer.inputs()) {
                if (!known.contains(input)) {
                    throw new WeightsException(place + ": layer " + node.path("layer") + " reads tensor " + input
                            + ", which no layer before it makes");
                }
            }
            known.add(layer.output());
            layers.add(layer);
            if (layer instanceof GlobalMean) {
                return List.copyOf(layers);
            }
        }
        throw new WeightsException(place + ": the metadata 'layers' has no layer of kind global_avg_pool");
    }

    private static LayerSpec layer(String place, JsonNode node) {
        int output = whole(place, node, "output");
        String kind = node.path("kind").asText();
        return switch (kind) {
            case "conv", "depthwise" -> convolution(place, node, kind.equals("depthwise"), output);
            case "add" ->
                new Addition(
                        node.path("inputs").path(0).asInt(-1),
                        node.path("inputs").path(1).asInt(-1),
                        output);
            case "global_avg_pool" -> new GlobalMean(whole(place, node, "input"), output);
            default ->
                throw new WeightsException(place + ": layer " + node.path("layer") + " is of kind '" + kind
                        + "', allowed are conv, depthwise, add and global_avg_pool");
        };
    }

    private static Convolution convolution(String place, JsonNode node, boolean depthwise, int output) {
        List<Integer> pads = new ArrayList<>();
        node.path("pads_tlbr").forEach(pad -> pads.add(pad.asInt()));
        String activation = node.path("activation").asText();
        if (pads.size() != 4 || !(activation.equals("relu6") || activation.equals("none"))) {
            throw new WeightsException(place + ": layer " + node.path("layer") + " has pads_tlbr "
                    + node.path("pads_tlbr") + " and activation '" + activation
                    + "', needed are four numbers and one of relu6, none");
        }
        return new Convolution(
                whole(place, node, "layer"),
                depthwise,
                whole(place, node, "kernel"),
                whole(place, node, "stride"),
                pads,
                activation.equals("relu6"),
                number(place, node, "w_scale"),
                whole(place, node, "w_zero_point"),
                number(place, node, "b_scale"),
                whole(place, node, "input"),
                output);
    }

    private static int whole(String place, JsonNode node, String key) {
        if (!node.path(key).isInt()) {
            throw new WeightsException(place + ": layer " + node.path("layer") + " has " + key + " " + node.path(key)
                    + ", needed is a whole number");
        }
        return node.path(key).asInt();
    }

    private static double number(String place, JsonNode node, String key) {
        if (!node.path(key).isNumber()) {
            throw new WeightsException(place + ": layer " + node.path("layer") + " has " + key + " " + node.path(key)
                    + ", needed is a number");
        }
        return node.path(key).asDouble();
    }
}
