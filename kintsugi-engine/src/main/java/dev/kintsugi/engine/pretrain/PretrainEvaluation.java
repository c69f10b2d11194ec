package dev.kintsugi.engine.pretrain;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.Split;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.prompt.ZeroShotClassifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What a trained model can do without further training, measured on validation rows with the written weights. */
final class PretrainEvaluation {
    private static final int MOST_ROWS = 2000;

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
     * Classifies the first validation rows of each source by its class names, at most {@value #MOST_ROWS}; sources
     * without single-label validation rows are left out.
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
            if (rows.length > 0
                    && examples.targets().isSingleLabel()
                    && source.classNames().size() > 1) {
                results.add(zeroShot(model, source, split, rows));
            }
        }
        return results;
    }

    private static ZeroShot zeroShot(TwoTower model, DataSource source, Split split, int[] rows) {
        List<String> sentences = source.classNames().stream()
                .map(name -> source.promptTemplate().replace("{}", name))
                .toList();
        int[] chosen = ZeroShotClassifier.classify(model, sentences, rows.length, i -> split.image(rows[i]));
        int right = 0;
        Map<String, int[]> perDomain = new TreeMap<>();
        for (int i = 0; i < rows.length; i++) {
            boolean hit = chosen[i] == split.examples().targets().label(rows[i]);
            right += hit ? 1 : 0;
            String domain = split.attributes(rows[i]).get("domain");
            if (domain != null) {
                int[] counts = perDomain.computeIfAbsent(domain, key -> new int[2]);
                counts[0] += hit ? 1 : 0;
                counts[1]++;
            }
        }
        Map<String, Double> byDomain = new TreeMap<>();
        perDomain.forEach((domain, counts) -> byDomain.put(domain, counts[0] / (double) counts[1]));
        return new ZeroShot(
                source.name(),
                sentences.size(),
                rows.length,
                right / (double) rows.length,
                source.promptTemplate(),
                byDomain);
    }
}
