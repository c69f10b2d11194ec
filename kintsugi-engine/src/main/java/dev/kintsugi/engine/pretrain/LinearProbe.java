package dev.kintsugi.engine.pretrain;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.eye;
import static org.bytedeco.pytorch.global.torch.linalg_solve;
import static org.bytedeco.pytorch.global.torch.linear;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.Split;
import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.backbone.SingleStream;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How much of the classes a linear head can read from the pooled output of a frozen single-stream model, with both
 * modalities and with one alone: ridge regression to the classes on training rows, accuracy on validation rows.
 */
final class LinearProbe {
    private static final int MOST_TRAINING_ROWS = 1500;
    private static final int MOST_VALIDATION_ROWS = 1000;
    private static final int ROWS_AT_ONCE = 50;
    private static final double PENALTY = 1;

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
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            Tensor inputs = pooled(training, text, image);
            float[] wanted = new float[training.numbers().length * classes];
            for (int i = 0; i < training.numbers().length; i++) {
                wanted[i * classes + training.examples().targets().label(training.numbers()[i])] = 1;
            }
            Tensor targets = TensorBridge.tensor(wanted, training.numbers().length, classes)
                    .to(ScalarType.Double);
            Tensor square = inputs.t().mm(inputs);
            Tensor penalty = eye(square.size(0)).to(ScalarType.Double).mul(new Scalar(PENALTY));
            Tensor head = linalg_solve(square.add(penalty), inputs.t().mm(targets));
            float[] scores = TensorBridge.floats(pooled(validation, text, image).mm(head));
            int right = 0;
            for (int i = 0; i < validation.numbers().length; i++) {
                int best = 0;
                for (int k = 1; k < classes; k++) {
                    best = scores[i * classes + k] > scores[i * classes + best] ? k : best;
                }
                right +=
                        best == validation.examples().targets().label(validation.numbers()[i]) ? 1 : 0;
            }
            return right / (double) validation.numbers().length;
        }
    }

    /** Returns pooled outputs with a one behind each, in double, {@code [rows, width + 1]}. */
    private Tensor pooled(Rows rows, boolean text, boolean image) {
        int width = model.width();
        float[] values = new float[rows.numbers().length * (width + 1)];
        for (int from = 0; from < rows.numbers().length; from += ROWS_AT_ONCE) {
            int count = Math.min(ROWS_AT_ONCE, rows.numbers().length - from);
            float[] part = pooled(rows, from, count, text, image);
            for (int i = 0; i < count; i++) {
                System.arraycopy(part, i * width, values, (from + i) * (width + 1), width);
                values[(from + i) * (width + 1) + width] = 1;
            }
        }
        return TensorBridge.tensor(values, rows.numbers().length, width + 1).to(ScalarType.Double);
    }

    private float[] pooled(Rows rows, int from, int count, boolean text, boolean image) {
        List<String> texts = new ArrayList<>();
        List<BufferedImage> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int row = rows.numbers()[from + i];
            if (text) {
                texts.add(rows.split().text(row));
            }
            if (image) {
                images.add(rows.split().image(row));
            }
        }
        try (PointerScope scope = new PointerScope()) {
            Part words = part(Modality.TEXT, count, texts, model.textEncoder(FeatureKind.Cut.TOKENS));
            Part places = part(Modality.IMAGE, count, images, model.imageEncoder(FeatureKind.Cut.TOKENS));
            Tensor hidden = model.encode(
                    cat(new TensorVector(words.tokens(), places.tokens()), 1),
                    cat(new TensorVector(words.mask(), places.mask()), 1),
                    LayerPrompts.none());
            Tensor bias = TensorBridge.tensor(model.poolerBias());
            return TensorBridge.floats(
                    linear(hidden.select(1, 0), TensorBridge.tensor(model.poolerWeight()), new TensorOptional(bias))
                            .tanh());
        }
    }

    private record Part(Tensor tokens, Tensor mask) {}

    /** Returns the embedded tokens of samples, or of as many holes if there are none. */
    private <T> Part part(Modality modality, int count, List<T> samples, Optional<SampleEncoder<T>> encoder) {
        int tokens = model.tokens(modality);
        int values = tokens * model.width();
        Tensor rows = samples.isEmpty()
                ? TensorBridge.tensor(model.fill(modality), 1, values + tokens).expand(count, values + tokens)
                : TensorBridge.tensor(encoder.orElseThrow().encode(samples), count, values + tokens);
        return new Part(
                rows.narrow(1, 0, values).reshape(count, tokens, model.width()), rows.narrow(1, values, tokens));
    }
}
