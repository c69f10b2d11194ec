package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;

/** How samples become numbers under {@code backbone: inputs}. */
public record InputOptions(
        @Option(
                value = "bring each channel of a sensor stream to mean 0 and deviation 1 over all training rows",
                source = "ours: streams differ in unit (g, rad/s, mV), and the unit should not decide which modality is"
                        + " learned first")
        boolean standardise,

        @Option(value = "width and height that images are resized to, in pixels, 8 to 512", source = "CIFAR-10: 32")
        int imageSize,

        @Option("channels of an image: 3 for colours, 1 for brightness")
        int imageChannels,

        @Option(
                value = "samples per second that sounds are brought to, 1000 to 192000",
                source = "torchaudio's speech pipelines: 16000")
        int sampleRate,

        @Option("seconds that are kept of a sound, above 0 to 600; shorter ones are padded")
        double soundSeconds,

        @Option(value = "mel bands of a spectrogram, 1 to 512", source = "FedMultimodal, MELD: 80 bands")
        int melBands,

        @Option(value = "seconds of a spectrogram's window, 0.001 to 1", source = "Kaldi: 25 ms")
        double windowSeconds,

        @Option(value = "seconds from one window to the next, 0.001 to 1", source = "Kaldi: 10 ms")
        double hopSeconds) {
    /** The defaults. */
    public static final InputOptions DEFAULTS = new InputOptions(true, 32, 3, 16000, 3, 80, 0.025, 0.01);

    /** Checks the ranges. */
    public InputOptions {
        Check.within("image-size", imageSize, 8, 512);
        if (imageChannels != 1 && imageChannels != 3) {
            throw new ConfigException("image-channels must be 1 or 3, but was " + imageChannels);
        }
        Check.within("sample-rate", sampleRate, 1000, 192000);
        Check.positive("sound-seconds", soundSeconds);
        Check.within("sound-seconds", soundSeconds, 0, 600);
        Check.within("mel-bands", melBands, 1, 512);
        Check.within("window-seconds", windowSeconds, 0.001, 1);
        Check.within("hop-seconds", hopSeconds, 0.001, 1);
    }
}
