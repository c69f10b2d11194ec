package dev.kintsugi.methods.fedmac;

import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.stack;

import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockLayers;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** The space in which rows are compared: Linear, ReLU, Linear per modality, twice as wide inside. It adds no loss. */
record SimilarityProjectors() implements Mechanism {
    private static String name(Modality modality) {
        return "fedmac.projector." + modality.name();
    }

    @Override
    public void declare(ParameterLayout layout, MultimodalNetwork network) {
        long width = network.width();
        for (Modality modality : network.modalities()) {
            String hidden = name(modality) + ".hidden";
            String out = name(modality) + ".out";
            layout.linear(hidden, hidden, Optional.of(modality), width, 2 * width);
            layout.linear(out, out, Optional.of(modality), 2 * width, width);
        }
    }

    /** Returns rows {@code [clients, size, modalities, width]} in that space. */
    static Tensor apply(BlockParameters parameters, List<Modality> modalities, Tensor rows) {
        Tensor[] projected = new Tensor[modalities.size()];
        for (int m = 0; m < projected.length; m++) {
            String name = name(modalities.get(m));
            Tensor hidden = relu(BlockLayers.linear(parameters, name + ".hidden", rows.select(2, m)));
            projected[m] = BlockLayers.linear(parameters, name + ".out", hidden);
        }
        return stack(new TensorVector(projected), 2);
    }
}
