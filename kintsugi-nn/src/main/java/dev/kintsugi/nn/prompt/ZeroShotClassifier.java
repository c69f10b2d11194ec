package dev.kintsugi.nn.prompt;

import static org.bytedeco.pytorch.global.torch.matmul;

import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Chooses for each image the sentence whose feature is most like its own. */
public final class ZeroShotClassifier {
    private static final int IMAGES_AT_ONCE = 64;

    private ZeroShotClassifier() {}

    /**
     * Returns the number of the chosen sentence per image.
     *
     * @param sentences one per class
     * @param count number of images
     * @param images gives image {@code 0 … count - 1}; called from several threads
     */
    public static int[] classify(TwoTower model, List<String> sentences, int count, IntFunction<BufferedImage> images) {
        int classes = sentences.size();
        int[] chosen = new int[count];
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor texts =
                    CosineScores.normalised(ClassTexts.encode(model, sentences)).transpose(0, 1);
            for (int from = 0; from < count; from += IMAGES_AT_ONCE) {
                int size = Math.min(IMAGES_AT_ONCE, count - from);
                float[] scores = scores(model, texts, from, size, images);
                for (int i = 0; i < size; i++) {
                    chosen[from + i] = best(scores, i * classes, classes);
                }
            }
        }
        return chosen;
    }

    private static float[] scores(TwoTower model, Tensor texts, int from, int size, IntFunction<BufferedImage> images) {
        try (PointerScope scope = new PointerScope()) {
            ImageTransform transform = model.image().transform();
            int values = 3 * transform.height() * transform.width();
            float[] pixels = new float[size * values];
            IntStream.range(0, size)
                    .parallel()
                    .forEach(i -> transform.apply(images.apply(from + i), pixels, i * values));
            Tensor batch = TensorBridge.tensor(pixels, size, 3, transform.height(), transform.width());
            Tensor features = CosineScores.normalised(model.image().encode(batch));
            return TensorBridge.floats(matmul(features, texts));
        }
    }

    private static int best(float[] scores, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (scores[from + i] > scores[from + best]) {
                best = i;
            }
        }
        return best;
    }
}
