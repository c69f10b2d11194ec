package dev.kintsugi.nn.pretrain;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.linear;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.backbone.SingleStream;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/** The pooled output of a frozen single-stream model for samples as they are, with holes filled as the model says. */
public final class PooledOutputs {
    private PooledOutputs() {}

    /**
     * Returns one pooled output per sample, {@code [count, width]} row-major.
     *
     * @param texts one per sample, or none at all if the text is missing
     * @param images one per sample, or none at all if the image is missing
     */
    public static float[] of(SingleStream model, int count, List<String> texts, List<BufferedImage> images) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            Part words = part(model, Modality.TEXT, count, texts, model.textEncoder(FeatureKind.Cut.TOKENS));
            Part places = part(model, Modality.IMAGE, count, images, model.imageEncoder(FeatureKind.Cut.TOKENS));
            Tensor read = model.encodeAt(
                    cat(new TensorVector(words.tokens(), places.tokens()), 1),
                    cat(new TensorVector(words.mask(), places.mask()), 1),
                    LayerPrompts.none(),
                    0);
            Tensor bias = TensorBridge.tensor(model.poolerBias());
            return TensorBridge.floats(linear(read, TensorBridge.tensor(model.poolerWeight()), new TensorOptional(bias))
                    .tanh());
        }
    }

    private record Part(Tensor tokens, Tensor mask) {}

    private static <T> Part part(
            SingleStream model, Modality modality, int count, List<T> samples, Optional<SampleEncoder<T>> encoder) {
        int tokens = model.tokens(modality);
        int values = tokens * model.width();
        Tensor rows = samples.isEmpty()
                ? TensorBridge.tensor(model.fill(modality), 1, values + tokens).expand(count, values + tokens)
                : TensorBridge.tensor(encoder.orElseThrow().encode(samples), count, values + tokens);
        return new Part(
                rows.narrow(1, 0, values).reshape(count, tokens, model.width()), rows.narrow(1, values, tokens));
    }
}
