package dev.kintsugi.nn.sound;

import static org.bytedeco.pytorch.global.torch.hann_window;
import static org.bytedeco.pytorch.global.torch.stft;

import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * Log-mel spectrograms of sounds, {@code [1, bands, frames]} row-major: how loud each band of frequencies is over time.
 *
 * <p>The channels of a sound are averaged, it is resampled if its rate is another one, and cut at the end of the time
 * that is kept. Its power spectrum is taken by torch's STFT under a Hann window, a window centred on each hop and zeros
 * beyond the ends; {@link MelFilterBank} sums it over bands, and the logarithm of {@code 1e-6 +} power is taken. Each
 * spectrogram is then brought to mean 0 and deviation 1 by itself, so that no value depends on other samples and
 * loudness does not matter; frames behind the end of a shorter sound are 0, which is its mean.
 *
 * <p>Thread-safe.
 */
public final class LogMelSpectrogram implements SampleEncoder<Signal> {
    private static final double FLOOR = 1e-6;
    private static final double SMALLEST_DEVIATION = 1e-5;

    private final int rate;
    private final int bands;
    private final int window;
    private final int hop;
    private final int size;
    private final int longest;
    private final int frames;
    private final float[] filters;
    private final ConcurrentHashMap<Integer, Resampling> resamplings = new ConcurrentHashMap<>();

    /**
     * Creates the transform.
     *
     * @param rate samples per second that sounds are brought to, greater than 0
     * @param bands mel bands, greater than 0
     * @param windowSeconds length of a window
     * @param hopSeconds time from one window to the next
     * @param seconds time that is kept of a sound
     */
    public LogMelSpectrogram(int rate, int bands, double windowSeconds, double hopSeconds, double seconds) {
        this.rate = rate;
        this.bands = bands;
        this.window = Math.max(2, (int) Math.round(windowSeconds * rate));
        this.hop = Math.max(1, (int) Math.round(hopSeconds * rate));
        this.size = Math.max(2, Integer.highestOneBit(window) == window ? window : 2 * Integer.highestOneBit(window));
        this.longest = Math.max(1, (int) Math.round(seconds * rate));
        this.frames = 1 + longest / hop;
        this.filters = MelFilterBank.weights(bands, size, rate);
    }

    /** Returns the number of frames of every spectrogram. */
    public int frames() {
        return frames;
    }

    /** Returns the number of mel bands. */
    public int bands() {
        return bands;
    }

    @Override
    public String fingerprint() {
        return "log-mel/2 rate=" + rate + " bands=" + bands + " window=" + window + " hop=" + hop + " size=" + size
                + " longest=" + longest;
    }

    @Override
    public int width() {
        return bands * frames;
    }

    @Override
    public float[] encode(List<Signal> sounds) {
        float[] result = new float[sounds.size() * width()];
        for (int i = 0; i < sounds.size(); i++) {
            float[] sound = prepared(sounds.get(i));
            float[] spectrogram = spectrogram(sound);
            int own = spectrogram.length / bands;
            for (int band = 0; band < bands; band++) {
                System.arraycopy(spectrogram, band * own, result, i * width() + band * frames, own);
            }
        }
        return result;
    }

    /** Returns one channel at the rate of this transform, cut to the time that is kept. */
    private float[] prepared(Signal sound) {
        if (sound.length() == 0) {
            throw new DataException("a sound has no values; at least one is needed");
        }
        float[] mono = new float[sound.length()];
        for (int i = 0; i < mono.length; i++) {
            double sum = 0;
            for (int channel = 0; channel < sound.channels(); channel++) {
                sum += sound.values()[channel * mono.length + i];
            }
            mono[i] = (float) (sum / sound.channels());
        }
        if (sound.rate() != rate) {
            int from = (int) sound.rate();
            if (from != sound.rate()) {
                throw new DataException("a sound has " + sound.rate()
                        + " values per second, of which only whole numbers can be resampled");
            }
            mono = resamplings
                    .computeIfAbsent(from, key -> new Resampling(key, rate))
                    .apply(mono);
        }
        return mono.length > longest ? Arrays.copyOf(mono, longest) : mono;
    }

    private float[] spectrogram(float[] sound) {
        float[] values;
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            Tensor spectrum = stft(
                    TensorBridge.tensor(sound, sound.length),
                    size,
                    new LongOptional(hop),
                    new LongOptional(window),
                    new TensorOptional(hann_window(window)),
                    true,
                    "constant",
                    false,
                    new BoolOptional(true),
                    new BoolOptional(true),
                    new BoolOptional());
            Tensor power = spectrum.abs().square();
            Tensor bank = TensorBridge.tensor(filters, bands, size / 2 + 1L);
            values = TensorBridge.floats(
                    bank.matmul(power).add(new Scalar(FLOOR)).log());
        }
        standardiseInPlace(values);
        return values;
    }

    private static void standardiseInPlace(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = Math.max(Math.sqrt(squares / values.length), SMALLEST_DEVIATION);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((values[i] - mean) / deviation);
        }
    }
}
