package dev.kintsugi.methods.multimodal;

import static org.bytedeco.pytorch.global.torch.relu;

import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockLayers;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** What lies between an encoder and the fusion (FedCMI, released {@code DecomposedAVClassifier}, both branch types). */
public enum ProjectorForm {
    /** Nothing. */
    NONE,
    /** One linear layer. */
    LINEAR,
    /** Linear, ReLU, Linear, ReLU, Linear. */
    MLP;

    /** Declares the layers of one projector; they keep the width. */
    public void declare(ParameterLayout layout, String name, Modality modality, int width) {
        for (int i = 0; i < layers(); i++) {
            layout.linear(layer(name, i), layer(name, i), Optional.of(modality), width, width);
        }
    }

    private int layers() {
        return switch (this) {
            case NONE -> 0;
            case LINEAR -> 1;
            case MLP -> 3;
        };
    }

    private static String layer(String name, int number) {
        return name + "." + number;
    }

    /**
     * Returns projected vectors, {@code [clients, rows, width]}.
     *
     * @param vectors of the same shape
     */
    public Tensor apply(BlockParameters parameters, String name, Tensor vectors) {
        Tensor projected = vectors;
        for (int i = 0; i < layers(); i++) {
            projected = BlockLayers.linear(parameters, layer(name, i), i > 0 ? relu(projected) : projected);
        }
        return projected;
    }

    /** Returns tokens of which each is projected; zeros behind the mask. */
    public Tokens apply(BlockParameters parameters, String name, Tokens tokens) {
        if (this == NONE) {
            return tokens;
        }
        long[] shape = tokens.values().shape(); // clients, size, tokens, width
        Tensor flat = tokens.values().reshape(shape[0], shape[1] * shape[2], shape[3]);
        return Tokens.of(apply(parameters, name, flat).view(shape), tokens.mask());
    }
}
