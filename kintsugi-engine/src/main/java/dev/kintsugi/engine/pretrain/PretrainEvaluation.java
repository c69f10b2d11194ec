package dev.kintsugi.engine.pretrain;

import static org.bytedeco.pytorch.global.torch.matmul;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.Split;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.prompt.ClassTexts;
import dev.kintsugi.nn.prompt.CosineScores;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** What a trained model can do without further training, measured on validation rows with the written weights. */
final class PretrainEvaluation {
    private static final int MOST_ROWS = 2000;
    private static final int IMAGES_AT_ONCE = 64;

    private PretrainEvaluation() {}

    /**
     * Zero-shot accuracy on one source.
     *
     * @param prompt template of the class sentences
     * @param byDomain accuracy per value of the attribute {@code domain}; empty if rows have none
     */
    record ZeroShot(
            String source, int classes, int samples, double accuracy, String prompt, Map<String, Double> byDomain) {}

    /**
     * Classifies the validation rows of a source by its class names; empty without single-label validation rows.
     *
     * @param random rows are the first of the split, at most {@value #MOST_ROWS}
     */
    static List<ZeroShot> zeroShot(TwoTower model, List<DataSource> sources) {
        List<ZeroShot> results = new ArrayList<>();
        for (DataSource source : sources) {
            Split split = source.split(DataSource.VALIDATION);
            ExampleTable examples = split.examples();
            int[] rows = IntStream.range(0, examples.rows())
                    .filter(row -> examples.presence().has(row, Modality.IMAGE))
                    .limit(MOST_ROWS)
                    .toArray();
            if (rows.length > 0 && examples.targets().isSingleLabel() && source.classNames().size() > 1) {
                results.add(zeroShot(model, source, split, rows));
            }
        }
        return results;
    }

    private static ZeroShot zeroShot(TwoTower model, DataSource source, Split split, int[] rows) {
        List<String> sentences = source.classNames().stream()
                .map(name -> source.promptTemplate().replace("{}", name))
                .toList();
        int classes = sentences.size();
        int right = 0;
        Map<String, int[]> perDomain = new TreeMap<>();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor texts = CosineScores.normalised(ClassTexts.encode(model, sentences));
            for (int from = 0; from < rows.length; from += IMAGES_AT_ONCE) {
                int count = Math.min(IMAGES_AT_ONCE, rows.length - from);
                float[] scores = scores(model, split, rows, from, count, texts);
                for (int i = 0; i < count; i++) {
                    int row = rows[from + i];
                    boolean hit = best(scores, i * classes, classes)
                            == split.examples().targets().label(row);
                    right += hit ? 1 : 0;
                    String domain = split.attributes(row).get("domain");
                    if (domain != null) {
                        int[] counts = perDomain.computeIfAbsent(domain, key -> new int[2]);
                        counts[0] += hit ? 1 : 0;
                        counts[1]++;
                    }
                }
            }
        }
        Map<String, Double> byDomain = new TreeMap<>();
        perDomain.forEach((domain, counts) -> byDomain.put(domain, counts[0] / (double) counts[1]));
        return new ZeroShot(
                source.name(),
                classes,
                rows.length,
                right / (double) rows.length,
                source.promptTemplate(),
                byDomain);
    }

    private static float[] scores(TwoTower model, Split split, int[] rows, int from, int count, Tensor texts) {
        try (PointerScope scope = new PointerScope()) {
            int height = model.image().transform().height();
            int width = model.image().transform().width();
            float[] pixels = new float[count * 3 * height * width];
            IntStream.range(0, count).parallel().forEach(i -> model.image()
                    .transform()
                    .apply(split.image(rows[from + i]), pixels, i * 3 * height * width));
            Tensor images = model.image().encode(TensorBridge.tensor(pixels, count, 3, height, width));
            return TensorBridge.floats(matmul(CosineScores.normalised(images), texts.transpose(0, 1)));
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
