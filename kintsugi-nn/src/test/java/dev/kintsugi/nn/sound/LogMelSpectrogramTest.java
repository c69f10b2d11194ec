package dev.kintsugi.nn.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.DataException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogMelSpectrogramTest {
    private static final int RATE = 8000;

    private static Signal tone(double hertz, int rate, int length, double loudness) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (loudness * Math.sin(2 * Math.PI * hertz * i / rate));
        }
        return new Signal(values, 1, rate);
    }

    private static LogMelSpectrogram transform(double seconds) {
        return new LogMelSpectrogram(RATE, 20, 0.032, 0.01, seconds);
    }

    /**
     * 4,000 Hz are 2595 · log10(1 + 4000 / 700) = 2146.1 mel, so band b of 20 has its middle at 2146.1 (b + 1) / 21
     * mel; 1,000 Hz are 1000.0 mel, nearest to 9.79 - 1, band 9 (1021.9 mel; band 8 is at 919.7).
     */
    @Test
    void tone_ofOneKilohertz_isLoudestInItsBandInEveryFrame() {
        LogMelSpectrogram transform = transform(0.5);
        float[] values = transform.encode(List.of(tone(1000, RATE, RATE / 2, 0.5)));

        assertThat(transform.frames()).isEqualTo(51); // 1 + 4000 values / hop of 80
        assertThat(values).hasSize(20 * 51);
        for (int frame = 2; frame < 49; frame++) {
            int loudest = 0;
            for (int band = 1; band < 20; band++) {
                loudest = values[band * 51 + frame] > values[loudest * 51 + frame] ? band : loudest;
            }
            assertThat(loudest).isEqualTo(9);
        }
    }

    @Test
    void spectrogram_hasMeanZeroAndDeviationOne_andZerosBehindAShorterSound() {
        LogMelSpectrogram transform = transform(1);
        float[] values = transform.encode(List.of(tone(440, RATE, RATE / 2, 0.1)));

        double sum = 0;
        double squares = 0;
        for (int band = 0; band < 20; band++) {
            for (int frame = 0; frame < transform.frames(); frame++) {
                float value = values[band * transform.frames() + frame];
                if (frame >= 51) {
                    assertThat(value).isZero();
                }
                sum += value;
                squares += value * value;
            }
        }
        assertThat(sum / (20 * 51)).isCloseTo(0, within(1e-5));
        assertThat(squares / (20 * 51)).isCloseTo(1, within(1e-5));
    }

    @Test
    void batch_ofTwo_isEachAlone() {
        LogMelSpectrogram transform = transform(0.4);
        Signal first = tone(300, RATE, 900, 0.3);
        Signal second = tone(2000, RATE, 4000, 0.9);

        float[] both = transform.encode(List.of(first, second));

        int width = transform.width();
        assertThat(Arrays.copyOf(both, width)).isEqualTo(transform.encode(List.of(first)));
        assertThat(Arrays.copyOfRange(both, width, 2 * width)).isEqualTo(transform.encode(List.of(second)));
    }

    @Test
    void sound_ofAnotherRate_isResampled() {
        float[] low = transform(0.4).encode(List.of(tone(700, RATE, 3200, 0.5)));
        float[] high = transform(0.4).encode(List.of(tone(700, 22050, 8820, 0.5)));

        // Not equal at the ends, where the filter reaches beyond the sound; 0.3 of a deviation on average.
        double sum = 0;
        for (int i = 0; i < low.length; i++) {
            sum += Math.abs(low[i] - high[i]);
        }
        assertThat(sum / low.length).isLessThan(0.3);
    }

    @Test
    void silence_isZeros() {
        assertThat(transform(0.1).encode(List.of(new Signal(new float[800], 1, RATE))))
                .containsOnly(0f);
    }

    @Test
    void stereo_isTheMeanOfItsChannels() {
        Signal tone = tone(700, RATE, 800, 0.5);
        float[] both = new float[1600];
        for (int i = 0; i < 800; i++) {
            both[i] = 2 * tone.values()[i];
        }
        float[] mono = transform(0.1).encode(List.of(tone));
        float[] stereo = transform(0.1).encode(List.of(new Signal(both, 2, RATE)));

        for (int i = 0; i < mono.length; i++) {
            assertThat(stereo[i]).isCloseTo(mono[i], within(1e-4f));
        }
    }

    @Test
    void sound_withoutValues_isAnError() {
        assertThatThrownBy(() -> transform(1).encode(List.of(new Signal(new float[0], 1, RATE))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no values");
    }

    /** A tone far below both Nyquist frequencies stays the same tone: the value at time t is sin(2π 100 t). */
    @Test
    void resampling_keepsALowTone() {
        float[] result =
                new Resampling(11025, RATE).apply(tone(100, 11025, 11025, 1).values());

        assertThat(result).hasSize(RATE);
        for (int i = 100; i < RATE - 100; i++) {
            assertThat(result[i]).isCloseTo((float) Math.sin(2 * Math.PI * 100 * i / RATE), within(5e-3f));
        }
    }

    @Test
    void resampling_cutsOffWhatTheLowerRateCannotHold() {
        float[] result =
                new Resampling(16000, RATE).apply(tone(6000, 16000, 16000, 1).values());

        for (int i = 100; i < RATE - 100; i++) {
            assertThat(result[i]).isCloseTo(0, within(5e-3f));
        }
    }

    /**
     * 4 bands up to 4,000 Hz: the first middle is at 2146.1 / 5 = 429.2 mel, 700 (10^(429.2 / 2595) - 1) = 324.4 Hz;
     * the weights of neighbouring bands at a frequency between two middles sum to 1.
     */
    @Test
    void melFilters_betweenTheFirstAndLastMiddle_sumToOne() {
        float[] weights = MelFilterBank.weights(4, 512, RATE);
        double first = MelFilterBank.hertz(MelFilterBank.mel(4000) / 5);
        double last = MelFilterBank.hertz(MelFilterBank.mel(4000) * 4 / 5);

        assertThat(first).isCloseTo(324.4, within(0.5));
        for (int bin = 0; bin <= 256; bin++) {
            double frequency = bin * RATE / 512.0;
            double sum = 0;
            for (int band = 0; band < 4; band++) {
                sum += weights[band * 257 + bin];
            }
            if (frequency >= first && frequency <= last) {
                assertThat(sum).isCloseTo(1, within(1e-6));
            }
        }
    }
}
