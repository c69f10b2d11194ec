package dev.kintsugi.methods.multimodal;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.sigmoid;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockLayers;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Fusion of one pooled vector per modality.
 *
 * <p>Concatenation, sum, FiLM and gate are those of Peng et al., "Balanced Multimodal Learning via On-the-fly Gradient
 * Modulation", CVPR 2022 (released {@code fusion_modules.py}); concatenation with a hidden layer is that of
 * FedMultimodal (Feng et al., KDD 2023), without attention.
 */
final class PooledFusion implements Fusion {
    private final FusionOptions.Kind kind;
    private final List<Modality> modalities;
    private final int width;
    private final int hidden;
    private final int classes;

    /**
     * Creates the fusion.
     *
     * @param hidden width of a layer before the scores of a concatenation; 0 for none
     * @throws ConfigException if the kind takes two modalities and there are others
     */
    PooledFusion(FusionOptions.Kind kind, List<Modality> modalities, int width, int hidden, int classes) {
        if ((kind == FusionOptions.Kind.FILM || kind == FusionOptions.Kind.GATED) && modalities.size() != 2) {
            throw new ConfigException("fusion '" + FusionOptions.name(kind) + "' takes two modalities, but there are "
                    + modalities.size() + ": " + modalities + "; take concat, sum or attention");
        }
        this.kind = kind;
        this.modalities = List.copyOf(modalities);
        this.width = width;
        this.hidden = hidden;
        this.classes = classes;
    }

    @Override
    public void declare(ParameterLayout layout) {
        switch (kind) {
            case CONCAT -> {
                int whole = modalities.size() * width;
                if (hidden > 0) {
                    linear(layout, "hidden", whole, hidden);
                }
                linear(layout, "out", hidden > 0 ? hidden : whole, classes);
            }
            case SUM -> modalities.forEach(modality -> linear(layout, modality.name(), width, classes));
            case FILM -> {
                linear(layout, "film", width, 2 * width);
                linear(layout, "out", width, classes);
            }
            case GATED -> {
                linear(layout, "gate", width, width);
                linear(layout, "gated", width, width);
                linear(layout, "out", width, classes);
            }
            case ATTENTION -> throw new IllegalStateException("attention is no pooled fusion");
        }
    }

    private static void linear(ParameterLayout layout, String name, int in, int out) {
        layout.linear("fusion." + name, "fusion." + name, Optional.empty(), in, out);
    }

    @Override
    public Tensor scores(BlockParameters parameters, List<Tokens> features, Pass pass) {
        return switch (kind) {
            case CONCAT -> concatenated(parameters, features);
            case SUM -> {
                Tensor sum = part(parameters, features, 0);
                for (int m = 1; m < modalities.size(); m++) {
                    sum = sum.add(part(parameters, features, m));
                }
                yield sum;
            }
            case FILM -> {
                Tensor film = linear(parameters, "film", features.get(0).pooled());
                Tensor shifted =
                        film.narrow(2, 0, width).mul(features.get(1).pooled()).add(film.narrow(2, width, width));
                yield linear(parameters, "out", shifted);
            }
            case GATED -> {
                Tensor gate = sigmoid(linear(parameters, "gate", features.get(0).pooled()));
                Tensor gated = linear(parameters, "gated", features.get(1).pooled());
                yield linear(parameters, "out", gate.mul(gated));
            }
            case ATTENTION -> throw new IllegalStateException("attention is no pooled fusion");
        };
    }

    private Tensor concatenated(BlockParameters parameters, List<Tokens> features) {
        Tensor whole =
                cat(new TensorVector(features.stream().map(Tokens::pooled).toArray(Tensor[]::new)), 2);
        return linear(parameters, "out", hidden > 0 ? relu(linear(parameters, "hidden", whole)) : whole);
    }

    /** The scores of one modality in a sum. */
    private Tensor part(BlockParameters parameters, List<Tokens> features, int modality) {
        return linear(
                parameters,
                modalities.get(modality).name(),
                features.get(modality).pooled());
    }

    private static Tensor linear(BlockParameters parameters, String name, Tensor input) {
        return BlockLayers.linear(parameters, "fusion." + name, input);
    }

    /**
     * A linear concatenation is divided as {@code φ_m W_mᵀ + b / M} (Peng et al., CVPR 2022, Eq. 8), a sum into its
     * parts; both add up to {@link #scores}.
     */
    @Override
    public Tensor alone(BlockParameters parameters, List<Tokens> features, int modality) {
        if (kind == FusionOptions.Kind.SUM) {
            return part(parameters, features, modality);
        } else if (kind != FusionOptions.Kind.CONCAT || hidden > 0) {
            return Fusion.super.alone(parameters, features, modality);
        }
        return BlockLayers.linear(
                features.get(modality).pooled(),
                parameters.get("fusion.out.weight").narrow(2, (long) modality * width, width),
                parameters.get("fusion.out.bias").div(new Scalar(modalities.size())));
    }
}
