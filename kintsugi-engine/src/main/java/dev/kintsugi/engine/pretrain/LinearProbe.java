package dev.kintsugi.engine.pretrain;

import dev.kintsugi.core.data.ExampleTable;
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
import java.util.stream.IntStream;

/**
 * How much of the classes a linear head can read from the pooled output of a frozen single-stream model, with both
 * modalities and with one alone: ridge regression to the classes on training rows, accuracy on validation rows.
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
     * Accuracies on one source, each with a head of its own.
     *
     * @param chance accuracy of always naming the commonest class of the validation rows
     */
    record Result(
            String source,
            int classes,
            int trainingRows,
            int samples,
            double both,
            double textOnly,
            double imageOnly,
            double chance) {}

    /** Returns the accuracies on each source that has single-label training and validation rows. */
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
        if (classes < 2
                || training.numbers().length == 0
                || validation.numbers().length == 0
                || !training.examples().targets().isSingleLabel()) {
            return Optional.empty();
        }
        int[] counts = new int[classes];
        for (int row : validation.numbers()) {
            counts[validation.examples().targets().label(row)]++;
        }
        return Optional.of(new Result(
                source.name(),
                classes,
                training.numbers().length,
                validation.numbers().length,
                accuracy(training, validation, classes, true, true),
                accuracy(training, validation, classes, true, false),
                accuracy(training, validation, classes, false, true),
                IntStream.of(counts).max().orElse(0) / (double) validation.numbers().length));
    }

    @SuppressWarnings("ArrayRecordComponent") // a pair of views; never compared
    private record Rows(Split split, ExampleTable examples, int[] numbers) {}

    private static Rows rows(Split split, int most) {
        ExampleTable examples = split.examples();
        int[] numbers = IntStream.range(0, examples.rows())
                .filter(row -> examples.presence().has(row, Modality.IMAGE)
                        && examples.presence().has(row, Modality.TEXT))
                .limit(most)
                .toArray();
        return new Rows(split, examples, numbers);
    }

    private double accuracy(Rows training, Rows validation, int classes, boolean text, boolean image) {
        int[] labels = IntStream.of(training.numbers())
                .map(row -> training.examples().targets().label(row))
                .toArray();
        int[] chosen = RidgeHead.classify(
                pooled(training, text, image), labels, classes, pooled(validation, text, image), model.width());
        int right = 0;
        for (int i = 0; i < chosen.length; i++) {
            right += chosen[i]
                            == validation.examples().targets().label(validation.numbers()[i])
                    ? 1
                    : 0;
        }
        return right / (double) chosen.length;
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
