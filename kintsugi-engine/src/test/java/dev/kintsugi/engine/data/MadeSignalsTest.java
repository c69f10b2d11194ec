package dev.kintsugi.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.parameter.Modality;
import org.junit.jupiter.api.Test;

class MadeSignalsTest {
    private static final Modality FAST = new Modality("fast");
    private static final Modality SLOW = new Modality("slow");

    private static DataSource open(long seed, String... options) {
        String[] all = new String[options.length + 2];
        all[0] = "kind";
        all[1] = "made-signals";
        System.arraycopy(options, 0, all, 2, options.length);
        return DataSources.open(TestData.options(all), seed);
    }

    @Test
    void rows_areTheSameForOneSeedAndOthersForAnother() {
        Split first = open(3).split(DataSource.TRAIN);
        Split again = open(3).split(DataSource.TRAIN);
        Split other = open(4).split(DataSource.TRAIN);

        assertThat(again.signal(17, SLOW).values())
                .isEqualTo(first.signal(17, SLOW).values());
        assertThat(again.contentHash()).isEqualTo(first.contentHash());
        assertThat(other.signal(17, SLOW).values())
                .isNotEqualTo(first.signal(17, SLOW).values());
        assertThat(other.contentHash()).isNotEqualTo(first.contentHash());
        assertThat(open(3).split(DataSource.TEST).contentHash()).isNotEqualTo(first.contentHash());
        assertThat(first.attributes(0).get("user")).matches("user-0[01][0-9]");
    }

    /**
     * The nearest level of the noise-free levels is the class that is shown: 64 values of noise 0.5 average to a
     * deviation of 0.06, the levels of four classes are 1.2 apart or more. So the share of right ones is the
     * reliability, 0.8, within three deviations of a share of 2,000 rows: 3 · √(0.8 · 0.2 / 2000) = 0.027.
     */
    @Test
    void fastModality_byItsMeanLevels_isRightAsOftenAsItsReliability() {
        Split train = open(1, "user-shift", "0").split(DataSource.TRAIN);
        int right = 0;
        for (int row = 0; row < train.rows(); row++) {
            Signal signal = train.signal(row, FAST);
            int best = 0;
            double least = Double.MAX_VALUE;
            for (int shown = 0; shown < 4; shown++) {
                double distance = 0;
                for (int channel = 0; channel < 3; channel++) {
                    double level = Math.cos(2 * Math.PI * (shown / 4.0 + channel / 3.0));
                    distance += Math.pow(mean(signal, channel) - level, 2);
                }
                if (distance < least) {
                    least = distance;
                    best = shown;
                }
            }
            right += best == train.examples().targets().label(row) ? 1 : 0;
        }
        assertThat(right / 2000.0).isCloseTo(0.8, within(0.027));
    }

    /**
     * Without noise the class follows from the slow modality: the wave of channel 1 is channel 0's, later by the lag.
     * The wave turns by w = 2π · periods / 64 per value with 3 to 6 periods, so sin(x + w) = 2 cos(w) sin(x) - sin(x -
     * w) gives w from channel 0, then its phase, then that of channel 1; their difference is the lag.
     */
    @Test
    void slowModality_withoutNoise_tellsTheClassWithCertainty() {
        Split train = open(1, "slow-noise", "0", "user-shift", "0", "train-rows", "200")
                .split(DataSource.TRAIN);
        for (int row = 0; row < train.rows(); row++) {
            float[] values = train.signal(row, SLOW).values();
            double products = 0;
            double squares = 0;
            for (int i = 1; i < 63; i++) {
                products += (values[i - 1] + (double) values[i + 1]) * values[i];
                squares += 2.0 * values[i] * values[i];
            }
            double w = Math.acos(products / squares);
            double lag = phase(values, 0, w) - phase(values, 64, w);
            int found = (int) Math.floorMod(Math.round(lag / (2 * Math.PI) * 4), 4L);
            assertThat(found)
                    .as("row %s", row)
                    .isEqualTo(train.examples().targets().label(row));
        }
    }

    private static double phase(float[] values, int from, double w) {
        // sin(w + p) = sin w cos p + cos w sin p, at the first value sin p.
        double sine = values[from];
        double cosine = (values[from + 1] - Math.cos(w) * sine) / Math.sin(w);
        return Math.atan2(sine, cosine);
    }

    /**
     * A single channel of the slow modality tells nothing: its phase is uniform for every class, so the mean of its
     * first value has deviation √(0.5 / 500) = 0.032 around 0 in each class of about 500 rows; four deviations allowed.
     */
    @Test
    void slowModality_oneChannelAlone_hasTheSameMeanInEveryClass() {
        Split train = open(1, "slow-noise", "0", "user-shift", "0").split(DataSource.TRAIN);
        double[] sums = new double[4];
        int[] counts = new int[4];
        for (int row = 0; row < train.rows(); row++) {
            int label = train.examples().targets().label(row);
            sums[label] += train.signal(row, SLOW).values()[64];
            counts[label]++;
        }
        for (int label = 0; label < 4; label++) {
            assertThat(counts[label]).isBetween(400, 600);
            assertThat(sums[label] / counts[label]).isCloseTo(0, within(0.128));
        }
    }

    @Test
    void options_outOfRange_areErrors() {
        assertThatThrownBy(() -> open(1, "slow-channels", "1")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> open(1, "fast-name", "slow"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("two different names");
    }

    private static double mean(Signal signal, int channel) {
        double sum = 0;
        for (int i = 0; i < signal.length(); i++) {
            sum += signal.values()[channel * signal.length() + i];
        }
        return sum / signal.length();
    }
}
