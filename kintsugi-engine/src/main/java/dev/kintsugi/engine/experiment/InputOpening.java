package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.Split;
import dev.kintsugi.nn.image.ResampleFilter;
import dev.kintsugi.nn.image.StretchTransform;
import dev.kintsugi.nn.input.ChannelScale;
import dev.kintsugi.nn.input.SampleInputs;
import dev.kintsugi.nn.sound.LogMelSpectrogram;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Makes the backbone that freezes nothing for a data set: shapes and statistics come from its training rows. */
final class InputOpening {
    private static final double GREY = 127.5; // the middle of a byte; pixels become -1 to 1

    private final Split train;
    private final InputOptions options;

    private InputOpening(Split train, InputOptions options) {
        this.train = train;
        this.options = options;
    }

    /**
     * Makes the backbone; with standardisation every training row is read once.
     *
     * @throws ModelException if the data set has nothing but texts
     */
    static SampleInputs open(DataSource source, InputOptions options) {
        return new InputOpening(source.split(DataSource.TRAIN), options).open(source.name());
    }

    private SampleInputs open(String name) {
        SampleInputs.Builder inputs = new SampleInputs.Builder();
        List<Modality> taken = new ArrayList<>();
        for (Modality modality : train.examples().presence().modalities()) {
            if (add(modality, inputs)) {
                taken.add(modality);
            }
        }
        if (taken.isEmpty()) {
            throw new ModelException("backbone '" + SampleInputs.NAME + "': data " + name + " have only "
                    + train.examples().presence().modalities() + "; " + SampleInputs.NO_TEXTS);
        }
        return inputs.build();
    }

    private boolean add(Modality modality, SampleInputs.Builder inputs) {
        if (modality.equals(Modality.TEXT)) {
            return false;
        } else if (modality.equals(Modality.IMAGE)) {
            List<Double> grey = List.of(GREY, GREY, GREY);
            inputs.images(
                    new StretchTransform(
                            options.imageSize(), options.imageSize(), ResampleFilter.BILINEAR, 1, grey, grey),
                    options.imageChannels());
            return true;
        } else if (modality.equals(Modality.AUDIO)) {
            inputs.sounds(
                    modality,
                    new LogMelSpectrogram(
                            options.sampleRate(),
                            options.melBands(),
                            options.windowSeconds(),
                            options.hopSeconds(),
                            options.soundSeconds()));
            return true;
        }
        return series(modality, inputs);
    }

    /** Adds sensor streams in the shape of the first training row; a modality that no training row has is left out. */
    private boolean series(Modality modality, SampleInputs.Builder inputs) {
        ExampleTable examples = train.examples();
        int[] rows = IntStream.range(0, examples.rows())
                .filter(row -> examples.presence().has(row, modality))
                .toArray();
        OptionalInt first = IntStream.of(rows).findFirst();
        if (first.isEmpty()) {
            return false;
        }
        Signal shape = train.signal(first.getAsInt(), modality);
        inputs.series(
                modality,
                shape.channels(),
                shape.length(),
                options.standardise() ? scale(modality, rows, shape) : ChannelScale.none(shape.channels()));
        return true;
    }

    /** Returns mean and deviation over the values of each channel in all training rows; a constant is not divided. */
    private ChannelScale scale(Modality modality, int[] rows, Signal shape) {
        int channels = shape.channels();
        double[] sums = new double[channels];
        double[] squares = new double[channels];
        double[] origin = new double[channels]; // near the mean, so that squares do not cancel
        for (int channel = 0; channel < channels; channel++) {
            origin[channel] = shape.values()[channel * shape.length()];
        }
        for (int row : rows) {
            Signal signal = train.signal(row, modality);
            if (signal.channels() != channels || signal.length() != shape.length()) {
                throw new DataException("row '" + train.examples().ids().get(row) + "': its " + modality.name()
                        + " has " + signal.channels() + " channels of " + signal.length()
                        + " values, but earlier rows have " + channels + " of " + shape.length()
                        + "; all must have the same shape");
            }
            for (int channel = 0; channel < channels; channel++) {
                for (int i = 0; i < shape.length(); i++) {
                    double value = signal.values()[channel * shape.length() + i] - origin[channel];
                    sums[channel] += value;
                    squares[channel] += value * value;
                }
            }
        }
        double count = (double) rows.length * shape.length();
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        for (int channel = 0; channel < channels; channel++) {
            double mean = sums[channel] / count;
            double variance = Math.max(0, squares[channel] / count - mean * mean);
            means.add(mean + origin[channel]);
            deviations.add(variance > 0 ? Math.sqrt(variance) : 1);
        }
        return new ChannelScale(means, deviations);
    }
}
