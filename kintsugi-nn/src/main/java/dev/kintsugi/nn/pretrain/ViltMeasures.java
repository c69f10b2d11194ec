package dev.kintsugi.nn.pretrain;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * What a trained ViLT knows of pairs that it has not seen.
 *
 * @param pairs number of pairs
 * @param hiddenWords number of hidden words
 * @param maskedWords share of the hidden words that are named right, beside text and image
 * @param maskedWordsWithoutImage the same beside the blank image
 * @param commonestWord share of the commonest hidden word: what is right by chance
 * @param hardMatching share of right answers to "do they belong together?", half of the texts wrong by the rule of the
 *     training; chance is about one half
 * @param randomMatching the same with wrong texts that are any of the batch
 */
public record ViltMeasures(
        int pairs,
        int hiddenWords,
        double maskedWords,
        double maskedWordsWithoutImage,
        double commonestWord,
        double hardMatching,
        double randomMatching) {
    private static final int BATCH = 64;

    /** Measures a model on pairs, whole batches of 64 unless there are fewer; the same seed hides the same words. */
    public static ViltMeasures of(
            TrainableVilt model, ViltObjective.Pairs pairs, ViltObjectiveSettings settings, long seed) {
        return new Counter(model, pairs, settings, seed).count();
    }

    private static final class Counter {
        private final TrainableVilt model;
        private final ViltObjective.Pairs pairs;
        private final long seed;
        private final ViltObjective hard;
        private final ViltObjective any;
        private final Map<Long, Integer> targets = new HashMap<>();
        private int seen;
        private int hidden;
        private int right;
        private int rightWithoutImage;
        private int rightHard;
        private int rightAny;

        Counter(TrainableVilt model, ViltObjective.Pairs pairs, ViltObjectiveSettings settings, long seed) {
            this.model = model;
            this.pairs = pairs;
            this.seed = seed;
            this.hard = new ViltObjective(model, pairs, settings);
            this.any = new ViltObjective(model, pairs, settings.withCandidates(1));
        }

        ViltMeasures count() {
            int all = pairs.captions().size();
            int[] order = RandomKey.of(seed, "measured pairs").open().permutation(all);
            int size = Math.min(BATCH, all);
            for (int from = 0; from + size <= all; from += size) {
                int[] rows = Arrays.copyOfRange(order, from, from + size);
                try (PointerScope scope = new PointerScope();
                        NoGradGuard frozen = new NoGradGuard()) {
                    count(rows, from);
                }
            }
            int commonest = targets.values().stream().mapToInt(n -> n).max().orElse(0);
            return new ViltMeasures(
                    seen,
                    hidden,
                    share(right, hidden),
                    share(rightWithoutImage, hidden),
                    share(commonest, hidden),
                    share(rightHard, seen),
                    share(rightAny, seen));
        }

        private void count(int[] rows, int from) {
            List<String> texts = new ArrayList<>(rows.length);
            for (int row : rows) {
                texts.add(pairs.captions().get(row));
            }
            Tensor images = model.embedImages(pairs.images().images(rows));
            Tensor blank = model.embedImages(pairs.images().blank()).expand(images.shape());
            ViltObjective.Hidden both = hard.hide(texts, images, random(from, "hidden words"));
            ViltObjective.Hidden textOnly = hard.hide(texts, blank, random(from, "hidden words"));
            ViltObjective.Matched hardly = hard.match(rows, texts, images, random(from, "matching"));
            ViltObjective.Matched easily = any.match(rows, texts, images, random(from, "matching"));
            for (long target : both.words().targets()) {
                targets.merge(target, 1, Integer::sum);
            }
            seen += rows.length;
            hidden += both.words().targets().length;
            right += hits(both.scores(), both.words().targets());
            rightWithoutImage += hits(textOnly.scores(), textOnly.words().targets());
            rightHard += hits(hardly.scores(), hardly.labels());
            rightAny += hits(easily.scores(), easily.labels());
        }

        private KeyedRandom random(int batch, String purpose) {
            return new RandomKey(seed, batch, "", purpose).open();
        }

        private static int hits(Tensor scores, long[] targets) {
            float[] values = TensorBridge.floats(scores);
            int classes = Math.toIntExact(scores.size(1));
            int hits = 0;
            for (int row = 0; row < targets.length; row++) {
                int best = 0;
                for (int i = 1; i < classes; i++) {
                    best = values[row * classes + i] > values[row * classes + best] ? i : best;
                }
                hits += best == targets[row] ? 1 : 0;
            }
            return hits;
        }

        private static double share(int part, int whole) {
            return whole == 0 ? 0 : part / (double) whole;
        }
    }
}
