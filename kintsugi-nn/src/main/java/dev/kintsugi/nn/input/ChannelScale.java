package dev.kintsugi.nn.input;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What is subtracted from and divides the values of each channel of a sensor stream.
 *
 * @param means per channel
 * @param deviations per channel, above 0
 */
public record ChannelScale(List<Double> means, List<Double> deviations) {
    /** Copies the lists and checks that they fit. */
    public ChannelScale {
        means = List.copyOf(means);
        deviations = List.copyOf(deviations);
        if (means.size() != deviations.size() || deviations.stream().anyMatch(value -> !(value > 0))) {
            throw new IllegalArgumentException("a mean and a deviation above 0 are needed for each channel, but were "
                    + means + " and " + deviations);
        }
    }

    /** Returns the scale that leaves values as they are. */
    public static ChannelScale none(int channels) {
        return new ChannelScale(Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
    }

    double mean(int channel) {
        return means.get(channel);
    }

    double deviation(int channel) {
        return deviations.get(channel);
    }

    String fingerprint() {
        return "mean=" + Arrays.toString(means.toArray()) + ",deviation=" + Arrays.toString(deviations.toArray());
    }
}
