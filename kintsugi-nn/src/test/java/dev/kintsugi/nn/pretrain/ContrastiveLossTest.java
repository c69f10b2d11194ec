package dev.kintsugi.nn.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.nn.tensor.TensorBridge;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ContrastiveLossTest {
    private static double loss(float[] images, float[] texts, int... captions) {
        try (PointerScope scope = new PointerScope()) {
            Tensor scale =
                    TensorBridge.tensor(new float[] {(float) Math.log(2)}).view(new long[0]);
            return ContrastiveLoss.of(
                            TensorBridge.tensor(images, captions.length, 2),
                            TensorBridge.tensor(texts, captions.length, 2),
                            scale,
                            captions)
                    .item_double();
        }
    }

    @Test
    void of_twoOrthogonalPairs_isTheCrossEntropyByHand() {
        // Cosines are 1 on the diagonal and 0 beside it, times 2. Each row: -ln(e² / (e² + 1)) = ln(1 + e⁻²).
        assertThat(loss(new float[] {3, 0, 0, 2}, new float[] {1, 0, 0, 5}, 0, 1))
                .isCloseTo(Math.log(1 + Math.exp(-2)), within(1e-6));
    }

    @Test
    void of_equalCaptions_shareTheTarget() {
        // Logits (2, 2) and (0, 0), targets (½, ½) everywhere. By image: ln 2 in both rows. By text: columns (2, 0)
        // twice,
        // ln(e² + 1) - ½ · 2 - ½ · 0 each. The loss is the mean of both.
        double byHand = 0.5 * Math.log(2) + 0.5 * (Math.log(Math.exp(2) + 1) - 1);
        assertThat(loss(new float[] {1, 0, 0, 1}, new float[] {1, 0, 1, 0}, 7, 7))
                .isCloseTo(byHand, within(1e-6));
    }
}
