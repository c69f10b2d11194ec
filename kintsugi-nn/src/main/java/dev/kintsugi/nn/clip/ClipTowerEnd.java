package dev.kintsugi.nn.clip;

import dev.kintsugi.nn.backbone.TowerEnd;
import dev.kintsugi.nn.layer.LayerNorm;
import dev.kintsugi.nn.tensor.TensorBridge;
import org.bytedeco.pytorch.Tensor;

/** Copies the end of a tower out of its weights. */
final class ClipTowerEnd {
    private ClipTowerEnd() {}

    static TowerEnd of(LayerNorm norm, Tensor projection) {
        return new TowerEnd(
                TensorBridge.array(norm.weight()),
                TensorBridge.array(norm.bias()),
                norm.epsilon(),
                TensorBridge.array(projection));
    }
}
