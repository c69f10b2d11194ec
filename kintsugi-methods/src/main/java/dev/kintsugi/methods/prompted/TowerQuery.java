package dev.kintsugi.methods.prompted;

import static org.bytedeco.pytorch.global.torch.matmul;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.parameter.InitialDraws;
import dev.kintsugi.methods.stream.PoolQuery;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * What a sample asks the pools of one tower for: its frozen feature in the joint space relative to that of an empty
 * sample (a grey image, a text without words), with norm 1.
 *
 * <p>Where the tower's tokens are not as wide as the joint space it goes through a fixed random matrix, as the queries
 * of the released FED-PRIME do; the matrix is part of the method and equal for all clients and seeds.
 */
final class TowerQuery {
    private final Modality modality;
    private final float[] empty; // [embedding]
    private final Optional<FloatArray> matrix; // [width, embedding]

    TowerQuery(TwoTower towers, Modality modality, int width) {
        this.modality = modality;
        this.empty = modality.equals(Modality.IMAGE) ? ofGreyImage(towers) : ofNoWords(towers);
        this.matrix = width == empty.length
                ? Optional.empty()
                : Optional.of(InitialDraws.uniform(0, "query." + modality, 1, width, empty.length));
    }

    private static float[] ofGreyImage(TwoTower towers) {
        ImageTransform transform = towers.image().transform();
        float[] pixels = new float[3 * transform.height() * transform.width()];
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return TensorBridge.floats(
                    towers.image().encode(TensorBridge.tensor(pixels, 1, 3, transform.height(), transform.width())));
        }
    }

    private static float[] ofNoWords(TwoTower towers) {
        return towers.textEncoder(FeatureKind.Cut.POOLED)
                .orElseThrow(() -> new ModelException("backbone '" + towers.name() + "' has no features of texts"))
                .encode(List.of(""));
    }

    /** Returns the queries of all samples, {@code [clients, size, width]}; of no meaning where the modality misses. */
    Tensor of(MultimodalBatch batch) {
        Tensor asked = batch.features(FeatureKind.pooled(modality)).sub(TensorBridge.tensor(empty, 1, 1, empty.length));
        return PoolQuery.normalised(matrix.map(
                        fixed -> matmul(asked, TensorBridge.tensor(fixed).transpose(0, 1)))
                .orElse(asked));
    }
}
