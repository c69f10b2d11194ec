package dev.kintsugi.engine.data;

import java.util.Arrays;

/** What a channel is shifted by to bring a group of streams to 0. */
public enum StreamCentre {
    /** The mean of all values. */
    MEAN {
        @Override
        double of(float[] values) {
            double sum = 0;
            for (float value : values) {
                sum += value;
            }
            return sum / values.length;
        }
    },

    /** The value in the middle, between the two middle ones of an even number. */
    MEDIAN {
        @Override
        double of(float[] values) {
            float[] sorted = values.clone();
            Arrays.sort(sorted);
            int upper = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[upper] : ((double) sorted[upper - 1] + sorted[upper]) / 2;
        }
    };

    /** Returns the centre of one value or more. */
    abstract double of(float[] values);
}
