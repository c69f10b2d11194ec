package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.core.parameter.Modality;
import java.util.List;

/** The encoders that are trained, one per modality. */
public record EncoderOptions(
        @Option("modalities that the network takes, by name; an empty list is all that the backbone has")
        List<String> modalities,

        @Option(value = "values of a token, of all encoders alike, above 0", source = "FedMultimodal: 128")
        int width,

        @Option(
                value = "channels of the convolutions of a sensor stream, each of which halves its length",
                source = "FedMultimodal: 32, 64, 128")
        List<Integer> seriesChannels,

        @Option(
                value = "channels of the stages of the small ResNet for pictures and spectrograms",
                source = "ours: 16, 32, 64")
        List<Integer> pictureChannels,

        @Option(
                value =
                        "parts of each side that the last stage of the small ResNet is averaged over, above 0; 1: one vector for"
                                + " the whole; more keep where something is, which small data learn sooner",
                source = "He et al., CVPR 2016: 1")
        int picturePlaces,

        @Option(value = "drop-out in the encoders of sensor streams, in [0, 1)", source = "FedMultimodal: 0.1")
        double dropout,

        @Option(
                value = "of a frozen two-tower model: pooled (one vector each), or tokens (recurrent units over the"
                        + " places of an image and the words of a text)",
                source = "FedMultimodal: one vector of an image, recurrent units over a text")
        Frozen frozen) {
    /** What is read of a frozen two-tower model. */
    public enum Frozen {
        /** The towers' outputs. */
        POOLED,
        /** The places of an image in the joint space and the embedded words of a text. */
        TOKENS
    }

    /** The defaults. */
    public static final EncoderOptions DEFAULTS =
            new EncoderOptions(List.of(), 128, List.of(32, 64, 128), List.of(16, 32, 64), 1, 0.1, Frozen.POOLED);

    /** Copies the lists and checks the ranges. */
    public EncoderOptions {
        modalities = List.copyOf(modalities);
        seriesChannels = List.copyOf(seriesChannels);
        pictureChannels = List.copyOf(pictureChannels);
        Check.positive("width", width);
        Check.positive("picture-places", picturePlaces);
        Check.within("dropout", dropout, 0, Math.nextDown(1.0));
        seriesChannels.forEach(channels -> Check.positive("series-channels", channels));
        for (int channels : pictureChannels) {
            Check.positive("picture-channels", channels);
            if (channels > PictureEncoder.GROUPS && channels % PictureEncoder.GROUPS != 0) {
                throw new ConfigException("encoders.picture-channels: the channels of a stage are normalised in "
                        + PictureEncoder.GROUPS + " groups and must be at most " + PictureEncoder.GROUPS
                        + " or a multiple of it, but was " + channels);
            }
        }
    }

    boolean takes(Modality modality) {
        return modalities.isEmpty() || modalities.contains(modality.name());
    }
}
