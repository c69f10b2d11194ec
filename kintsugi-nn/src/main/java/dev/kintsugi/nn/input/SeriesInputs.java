package dev.kintsugi.nn.input;

import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.nn.backbone.SampleEncoder;
import java.util.List;

/** Sensor streams as numbers, {@code [channels, length]} row-major: {@code (value - mean) / deviation} per channel. */
final class SeriesInputs implements SampleEncoder<Signal> {
    private final int channels;
    private final int length;
    private final ChannelScale scale;

    SeriesInputs(int channels, int length, ChannelScale scale) {
        this.channels = channels;
        this.length = length;
        this.scale = scale;
    }

    @Override
    public String fingerprint() {
        return "series/1 " + channels + "x" + length + " " + scale.fingerprint();
    }

    @Override
    public int width() {
        return channels * length;
    }

    @Override
    public float[] encode(List<Signal> samples) {
        float[] result = new float[samples.size() * width()];
        int at = 0;
        for (Signal sample : samples) {
            if (sample.channels() != channels || sample.length() != length) {
                throw new DataException("a sample has " + sample.channels() + " channels of " + sample.length()
                        + " values, but the first one of its modality has " + channels + " of " + length
                        + "; all must have the same shape");
            }
            for (int channel = 0; channel < channels; channel++) {
                double mean = scale.mean(channel);
                double deviation = scale.deviation(channel);
                for (int i = 0; i < length; i++) {
                    result[at++] = (float) ((sample.values()[channel * length + i] - mean) / deviation);
                }
            }
        }
        return result;
    }
}
