package dev.kintsugi.methods.fedmac;

import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.stack;

import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The missing-aware encoder: {@code h_{b,m} = (1 − missing) · E_m(x_b) + missing · e_m} with a learned embedding e_m
 * per modality. An embedding serves those who miss its modality, so it is averaged over all clients.
 */
record ImputationEmbeddings() implements Mechanism {
    private static String name(Modality modality) {
        return "fedmac.imputation." + modality.name();
    }

    @Override
    public void declare(ParameterLayout layout, MultimodalNetwork network) {
        for (Modality modality : network.modalities()) {
            layout.normal(name(modality), Optional.empty(), 1, network.width());
        }
    }

    @Override
    public List<Tokens> features(Run run, List<Tokens> features) {
        List<Tokens> filled = new ArrayList<>();
        for (int m = 0; m < features.size(); m++) {
            Tensor present = features.get(m).present().unsqueeze(2);
            Tensor missing = present.neg().add(new Scalar(1));
            Tensor embedding =
                    run.current().get(name(run.network().modalities().get(m))).unsqueeze(1);
            Tensor row = features.get(m).pooled().add(embedding.mul(missing));
            filled.add(
                    Tokens.single(row, ones(run.batch().clients(), run.batch().size())));
        }
        return filled;
    }

    /** Returns the rows of filled features, {@code [clients, size, modalities, width]}. */
    static Tensor rows(List<Tokens> filled) {
        return stack(new TensorVector(filled.stream().map(Tokens::pooled).toArray(Tensor[]::new)), 2);
    }

    /** Returns the embeddings of all modalities, {@code [clients, modalities, width]}. */
    static Tensor all(BlockParameters parameters, List<Modality> modalities) {
        return stack(
                new TensorVector(modalities.stream()
                        .map(modality -> parameters.get(name(modality)))
                        .toArray(Tensor[]::new)),
                1);
    }
}
