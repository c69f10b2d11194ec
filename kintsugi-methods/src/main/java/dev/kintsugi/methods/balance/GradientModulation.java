package dev.kintsugi.methods.balance;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Measurements;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.ModalityEncoder;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * On-the-fly gradient modulation with generalisation enhancement, OGM-GE (Peng et al., CVPR 2022, Eq. 9 to 12): after
 * the backward run {@code g ← k^m g + h} in the encoder of modality m, {@code k^m < 1} where it is ahead of the others
 * ({@link DominanceRatios}), {@code h} normal with the deviation of the tensor's gradient before.
 *
 * <p>It compares features as the mechanisms before it left them; to be listed before one that drops features. Modulated
 * are the clients with complete samples in the batch.
 *
 * @param form of the factor
 */
public record GradientModulation(ModulationOptions options, Factor form) implements Mechanism {
    private static final String FACTOR = "ogm.factor.";
    private static final String RATIO = "ogm.ratio.";
    private static final double LEAST_DEVIATION = 1e-8; // released code

    /** How strongly a modality is held back that is ahead by ρ > 1; it is 1 for others. */
    public enum Factor {
        /** {@code 1 − tanh(α ρ)}, CVPR 2022, Eq. 10: it jumps to {@code 1 − tanh α} at ρ = 1. */
        CVPR {
            @Override
            double of(double ratio, double alpha) {
                return ratio > 1 ? 1 - Math.tanh(alpha * ratio) : 1;
            }
        },
        /** {@code 1 − α tanh(ρ − 1)}, TPAMI 2024, Eq. 11: it has no jump. */
        TPAMI {
            @Override
            double of(double ratio, double alpha) {
                return ratio > 1 ? 1 - alpha * Math.tanh(ratio - 1) : 1;
            }
        };

        abstract double of(double ratio, double alpha);
    }

    /**
     * {@inheritDoc}
     *
     * @throws ConfigException if there is one modality, or an encoder without convolutions where only those are changed
     */
    @Override
    public void declare(ParameterLayout layout, MultimodalNetwork network) {
        DominanceRatios.require(network, "gradient modulation");
        for (Modality modality : network.modalities()) {
            String prefix = ModalityEncoder.prefix(modality);
            if (options.parameters() == ModulationOptions.Parameters.CONVOLUTIONS
                    && layout.specs().stream().noneMatch(spec -> convolves(prefix, spec.name(), spec.shape().length))) {
                throw new ConfigException("modulation.parameters: the encoder of '" + modality
                        + "' has no convolutions, so that 'convolutions' would never change it; take 'auto' or 'all'");
            }
        }
    }

    private static boolean convolves(String prefix, String name, int dimensions) {
        return name.startsWith(prefix) && name.endsWith(".weight") && dimensions >= 3;
    }

    /** Returns whether every parameter of an encoder is changed, not the weights of convolutions alone. */
    private boolean changesAll(BlockParameters gradients, String prefix) {
        return switch (options.parameters()) {
            case ALL -> true;
            case CONVOLUTIONS -> false;
            case AUTO ->
                gradients.names().stream()
                        .noneMatch(name -> convolves(
                                prefix, name, (int) gradients.get(name).dim() - 1));
        };
    }

    @Override
    public List<Tokens> features(Run run, List<Tokens> features) {
        if (run.pass().training() && options.rounds().contains(run.pass().round())) {
            double[][] ratios = DominanceRatios.of(run, features).ratios();
            for (int m = 0; m < ratios.length; m++) {
                run.pass().memory().put(RATIO + m, ratios[m]);
                run.pass()
                        .memory()
                        .put(
                                FACTOR + m,
                                Arrays.stream(ratios[m]).map(this::factor).toArray());
            }
        }
        return features;
    }

    /** Returns k; NaN for a client that is not modulated. */
    double factor(double ratio) {
        return Double.isNaN(ratio) ? ratio : form.of(ratio, options.alpha());
    }

    @Override
    public Map<String, Tensor> gradients(BlockParameters gradients, Forward forward) {
        Map<String, Tensor> changed = new TreeMap<>();
        for (int m = 0; m < forward.modalities().size(); m++) {
            String prefix = ModalityEncoder.prefix(forward.modalities().get(m));
            boolean all = changesAll(gradients, prefix);
            forward.run().pass().memory().get(FACTOR + m).ifPresent(factors -> {
                for (String name : gradients.names()) {
                    Tensor gradient = gradients.get(name);
                    if (all ? name.startsWith(prefix) : convolves(prefix, name, (int) gradient.dim() - 1)) {
                        changed.put(name, modulated(forward, name, gradient, factors));
                    }
                }
            });
        }
        return changed;
    }

    private Tensor modulated(Forward forward, String name, Tensor gradient, double[] factors) {
        long[] perClient = new long[(int) gradient.dim()];
        Arrays.fill(perClient, 1);
        perClient[0] = factors.length;
        float[] scales = new float[factors.length];
        boolean[] noisy = new boolean[factors.length];
        for (int k = 0; k < scales.length; k++) {
            noisy[k] = !Double.isNaN(factors[k]);
            scales[k] = noisy[k] ? (float) factors[k] : 1;
        }
        Tensor scaled = gradient.mul(TensorBridge.tensor(scales, perClient));
        if (!options.noise()) {
            return scaled;
        }
        Tensor noise = KeyedNoise.of(forward.run().pass(), "ogm/" + name, noisy, gradient.shape());
        return scaled.add(noise.mul(deviation(gradient).view(perClient)));
    }

    /** Returns the deviation of a gradient's values per client, {@code [clients]}, as PyTorch's {@code std}. */
    private static Tensor deviation(Tensor gradient) {
        Tensor flat = gradient.reshape(gradient.size(0), -1);
        double freedom = Math.max(1, flat.size(1) - 1);
        return flat.sub(flat.mean(new long[] {1}, true, null))
                .square()
                .sum(1)
                .div(new Scalar(freedom))
                .sqrt()
                .add(new Scalar(LEAST_DEVIATION));
    }

    @Override
    public void measure(Forward forward, BlockParameters gradients, Measurements measurements) {
        for (int m = 0; m < forward.modalities().size(); m++) {
            String name = forward.modalities().get(m).name();
            measure(forward, RATIO + m, "lead of each modality (OGM)", name, measurements);
            measure(forward, FACTOR + m, "factor of each encoder's gradient", name, measurements);
        }
    }

    /** Adds what a step left in the memory, for those clients that have samples in the batch. */
    static void measure(Forward forward, String left, String group, String what, Measurements measurements) {
        forward.run().pass().memory().get(left).ifPresent(values -> {
            float[] shown = new float[values.length];
            for (int k = 0; k < shown.length; k++) {
                shown[k] = (float) values[k];
            }
            measurements.add(forward.run().batch(), group, what, shown);
        });
    }
}
