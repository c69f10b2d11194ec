package dev.kintsugi.engine.pretrain;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.metric.Ranking;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.Split;
import dev.kintsugi.nn.backbone.SingleStream;
import dev.kintsugi.nn.pretrain.PooledOutputs;
import dev.kintsugi.nn.pretrain.RidgeHead;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How much of the classes a linear head can read from the pooled output of a frozen single-stream model, with both
 * modalities and with one alone: ridge regression to the classes on training rows; on validation rows accuracy or,
 * where rows may have several classes, mean average precision over the classes that occur.
 */
final class LinearProbe {
    private static final int MOST_TRAINING_ROWS = 1500;
    private static final int MOST_VALIDATION_ROWS = 1000;
    private static final int ROWS_AT_ONCE = 50;

    private final SingleStream model;

    private LinearProbe(SingleStream model) {
        this.model = model;
    }

    /**
     * Figures of one source, each with a head of its own.
     *
     * @param measure {@code accuracy} or {@code averagePrecision}
     * @param chance accuracy of always naming the commonest class of the validation rows, or the mean share of their
     *     positives, which a ranking by chance has
     */
    record Result(
            String source,
            String measure,
            int classes,
            int trainingRows,
            int samples,
            double both,
            double textOnly,
            double imageOnly,
            double chance) {}

    /** Returns the figures of each source that has training and validation rows with classes. */
    static List<Result> of(SingleStream model, List<DataSource> sources) {
        List<Result> results = new ArrayList<>();
        for (DataSource source : sources) {
            new LinearProbe(model).probe(source).ifPresent(results::add);
        }
        return results;
    }

    private Optional<Result> probe(DataSource source) {
        int classes = source.classNames().size();
        Rows training = rows(source.split(DataSource.TRAIN), MOST_TRAINING_ROWS);
        Rows validation = rows(source.split(DataSource.VALIDATION), MOST_VALIDATION_ROWS);
        if (classes < 2 || training.numbers().length == 0 || validation.numbers().length == 0) {
            return Optional.empty();
        }
        boolean single = training.examples().targets().isSingleLabel()
                && validation.examples().targets().isSingleLabel();
        List<int[]> wanted = validation.labels();
        int[] counts = new int[classes];
        wanted.forEach(row -> IntStream.of(row).forEach(label -> counts[label]++));
        double chance = single
                ? IntStream.of(counts).max().orElse(0)
                : IntStream.of(counts).filter(count -> count > 0).average().orElse(0);
        ToDoubleFunction<float[]> measure =
                single ? scores -> accuracy(scores, wanted, classes) : scores -> precision(scores, wanted, classes);
        return Optional.of(new Result(
                source.name(),
                single ? "accuracy" : "averagePrecision",
                classes,
                training.numbers().length,
                wanted.size(),
                measure.applyAsDouble(scores(training, validation, classes, true, true)),
                measure.applyAsDouble(scores(training, validation, classes, true, false)),
                measure.applyAsDouble(scores(training, validation, classes, false, true)),
                chance / wanted.size()));
    }

    @SuppressWarnings("ArrayRecordComponent") // a pair of views; never compared
    private record Rows(Split split, ExampleTable examples, int[] numbers) {
        List<int[]> labels() {
            return IntStream.of(numbers)
                    .mapToObj(row -> examples.targets().labels(row))
                    .toList();
        }
    }

    private static Rows rows(Split split, int most) {
        ExampleTable examples = split.examples();
        int[] numbers = IntStream.range(0, examples.rows())
                .filter(row -> examples.presence().has(row, Modality.IMAGE)
                        && examples.presence().has(row, Modality.TEXT))
                .limit(most)
                .toArray();
        return new Rows(split, examples, numbers);
    }

    /** Returns the scores of the validation rows, {@code [rows, classes]} row-major. */
    private float[] scores(Rows training, Rows validation, int classes, boolean text, boolean image) {
        return RidgeHead.scores(
                pooled(training, text, image),
                training.labels(),
                classes,
                pooled(validation, text, image),
                model.width());
    }

    private static double accuracy(float[] scores, List<int[]> wanted, int classes) {
        int right = 0;
        for (int i = 0; i < wanted.size(); i++) {
            int chosen = 0;
            for (int k = 1; k < classes; k++) {
                chosen = scores[i * classes + k] > scores[i * classes + chosen] ? k : chosen;
            }
            right += chosen == wanted.get(i)[0] ? 1 : 0;
        }
        return right / (double) wanted.size();
    }

    private static double precision(float[] scores, List<int[]> wanted, int classes) {
        return IntStream.range(0, classes)
                .mapToDouble(k -> {
                    double[] column = new double[wanted.size()];
                    boolean[] positive = new boolean[wanted.size()];
                    for (int i = 0; i < column.length; i++) {
                        column[i] = scores[i * classes + k];
                        positive[i] = IntStream.of(wanted.get(i)).anyMatch(label -> label == k);
                    }
                    return Ranking.of(column, positive).averagePrecision();
                })
                .filter(Double::isFinite) // no positive, no precision
                .average()
                .orElse(0);
    }

    /** Returns pooled outputs, {@code [rows, width]}. */
    private float[] pooled(Rows rows, boolean text, boolean image) {
        float[] values = new float[rows.numbers().length * model.width()];
        for (int from = 0; from < rows.numbers().length; from += ROWS_AT_ONCE) {
            int count = Math.min(ROWS_AT_ONCE, rows.numbers().length - from);
            List<String> texts = new ArrayList<>();
            List<BufferedImage> images = new ArrayList<>();
            for (int row : Arrays.copyOfRange(rows.numbers(), from, from + count)) {
                if (text) {
                    texts.add(rows.split().text(row));
                }
                if (image) {
                    images.add(rows.split().image(row));
                }
            }
            float[] part = PooledOutputs.of(model, count, texts, images);
            System.arraycopy(part, 0, values, from * model.width(), part.length);
        }
        return values;
    }
}
