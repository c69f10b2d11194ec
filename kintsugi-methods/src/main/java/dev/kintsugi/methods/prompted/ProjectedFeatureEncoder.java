package dev.kintsugi.methods.prompted;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockLayers;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.ModalityEncoder;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.multimodal.Pass;
import dev.kintsugi.methods.multimodal.Tokens;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The feature of a frozen tower that takes no prompts, such as a locked MobileNet, through a linear map that starts as
 * the identity: what is left of {@link PromptedTowerEncoder} there.
 */
final class ProjectedFeatureEncoder implements ModalityEncoder {
    private final Modality modality;
    private final int width;

    ProjectedFeatureEncoder(Modality modality, int width) {
        this.modality = modality;
        this.width = width;
    }

    private String name() {
        return ModalityEncoder.prefix(modality) + "projector";
    }

    @Override
    public Modality modality() {
        return modality;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void declare(ParameterLayout layout) {
        layout.add(name() + ".weight", Optional.of(modality), seed -> identity(), width, width);
        layout.add(name() + ".bias", Optional.of(modality), seed -> FloatArray.zeros(width), width);
    }

    private FloatArray identity() {
        float[] values = new float[width * width];
        for (int i = 0; i < width; i++) {
            values[i * width + i] = 1;
        }
        return FloatArray.owning(new long[] {width, width}, values);
    }

    @Override
    public Tokens encode(BlockParameters parameters, MultimodalBatch batch, Pass pass) {
        Tensor projected = BlockLayers.linear(parameters, name(), batch.features(FeatureKind.pooled(modality)));
        return Tokens.single(projected, batch.present(modality));
    }
}
