package dev.kintsugi.nn.pretrain;

import static org.bytedeco.pytorch.global.torch.log_softmax;
import static org.bytedeco.pytorch.global.torch.matmul;

import dev.kintsugi.nn.prompt.CosineScores;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The symmetric contrastive loss of CLIP (Radford et al., ICML 2021, Figure 3): cross-entropy of each image over the
 * texts of the batch and of each text over its images.
 *
 * <p><b>Differs:</b> pairs of the batch whose captions are equal are all right answers for each other and share the
 * target's mass, since none of them can be told from the others. <b>Limit:</b> without equal captions this is CLIP's
 * loss.
 */
final class ContrastiveLoss {
    private ContrastiveLoss() {}

    /**
     * Returns the loss, a tensor without dimensions.
     *
     * @param images {@code [batch, embedding]}, not normalised
     * @param texts {@code [batch, embedding]}, not normalised
     * @param logitScale logarithm of the factor on the cosine
     * @param captions {@code [batch]}, equal numbers for equal captions
     */
    static Tensor of(Tensor images, Tensor texts, Tensor logitScale, int[] captions) {
        Tensor logits = matmul(
                        CosineScores.normalised(images),
                        CosineScores.normalised(texts).transpose(0, 1))
                .mul(logitScale.exp());
        Tensor targets = targets(captions);
        Tensor byImage = log_softmax(logits, 1).mul(targets).sum();
        Tensor byText = log_softmax(logits, 0).mul(targets).sum(); // equal captions are a symmetric relation
        return byImage.add(byText).mul(new Scalar(-0.5 / captions.length));
    }

    /** Returns {@code [batch, batch]}: each row's mass is spread evenly over the pairs with its caption. */
    private static Tensor targets(int[] captions) {
        Map<Integer, Integer> count = new HashMap<>();
        for (int caption : captions) {
            count.merge(caption, 1, Integer::sum);
        }
        int size = captions.length;
        float[] targets = new float[size * size];
        for (int i = 0; i < size; i++) {
            float share = 1f / count.getOrDefault(captions[i], 1);
            for (int j = 0; j < size; j++) {
                if (captions[i] == captions[j]) {
                    targets[i * size + j] = share;
                }
            }
        }
        return TensorBridge.tensor(targets, size, size);
    }
}
