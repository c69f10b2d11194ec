package dev.kintsugi.methods.mfcpl;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.relu;

import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockLayers;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.Forward;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.methods.multimodal.UnitVectors;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The joint space: a head over the features of all modalities, and one per modality. It adds no loss.
 *
 * @param width values of a vector of the space, above 0
 */
record PrototypeSpace(int width) implements Mechanism {
    private static final String JOINT = "mfcpl.joint";

    @Override
    public void declare(ParameterLayout layout, MultimodalNetwork network) {
        head(layout, JOINT, Optional.empty(), (long) network.modalities().size() * network.width());
        for (Modality modality : network.modalities()) {
            head(layout, name(modality), Optional.of(modality), network.width());
        }
    }

    private static String name(Modality modality) {
        return "mfcpl.specific." + modality.name();
    }

    private void head(ParameterLayout layout, String name, Optional<Modality> modality, long in) {
        layout.linear(name + ".hidden", name + ".hidden", modality, in, width);
        layout.linear(name + ".out", name + ".out", modality, width, width);
    }

    private static Tensor apply(BlockParameters parameters, String name, Tensor input) {
        Tensor hidden = relu(BlockLayers.linear(parameters, name + ".hidden", input));
        return UnitVectors.of(BlockLayers.linear(parameters, name + ".out", hidden));
    }

    /** Returns {@code r = g₁(e)} at length 1, {@code [clients, size, width]}. */
    static Tensor joint(Forward forward) {
        Tensor[] pooled = forward.features().stream().map(Tokens::pooled).toArray(Tensor[]::new);
        return apply(forward.run().current(), JOINT, cat(new TensorVector(pooled), 2));
    }

    /** Returns {@code s^m = g₂^m(u_m)} at length 1, {@code [clients, size, width]}. */
    static Tensor specific(Forward forward, int modality) {
        Tensor pooled = forward.features().get(modality).pooled();
        return apply(forward.run().current(), name(forward.modalities().get(modality)), pooled);
    }

    /** Returns 1 for a sample that has something and 0 for one that misses everything, {@code [clients, size]}. */
    static Tensor anything(Forward forward) {
        List<Tokens> features = forward.features();
        Tensor missing = features.get(0).present().neg().add(one());
        for (int m = 1; m < features.size(); m++) {
            missing = missing.mul(features.get(m).present().neg().add(one()));
        }
        return missing.neg().add(one());
    }

    private static Scalar one() {
        return new Scalar(1);
    }
}
