package dev.kintsugi.nn.input;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.backbone.InputModel;
import dev.kintsugi.nn.backbone.InputShape;
import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.image.ImageTransform;
import dev.kintsugi.nn.sound.LogMelSpectrogram;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a data set as numbers: sensor streams as series, sounds as log-mel spectrograms, images as pixels.
 * Texts are not taken, as words are no numbers before a frozen model has read them.
 */
public final class SampleInputs implements InputModel {
    /** The name in experiment files and results. */
    public static final String NAME = "inputs";

    private final Map<Modality, InputShape> shapes;
    private final Map<Modality, SampleEncoder<Signal>> signals;
    private final @Nullable SampleEncoder<BufferedImage> images;
    private final String hash;

    private SampleInputs(
            Map<Modality, InputShape> shapes,
            Map<Modality, SampleEncoder<Signal>> signals,
            @Nullable SampleEncoder<BufferedImage> images) {
        this.shapes = new LinkedHashMap<>(shapes);
        this.signals = new LinkedHashMap<>(signals);
        this.images = images;
        StringBuilder everything = new StringBuilder("inputs/1");
        shapes.keySet()
                .forEach(modality -> everything
                        .append('\n')
                        .append(modality.name())
                        .append(' ')
                        .append(fingerprint(modality)));
        this.hash = sha256(everything.toString());
    }

    private String fingerprint(Modality modality) {
        SampleEncoder<Signal> stream = signals.get(modality);
        if (stream != null) {
            return stream.fingerprint();
        }
        return images == null ? "" : images.fingerprint();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) { // every Java platform has SHA-256
            throw new IllegalStateException(impossible);
        }
    }

    /** Collects the modalities of a data set, in its order. */
    public static final class Builder {
        private final Map<Modality, InputShape> shapes = new LinkedHashMap<>();
        private final Map<Modality, SampleEncoder<Signal>> signals = new LinkedHashMap<>();
        private @Nullable SampleEncoder<BufferedImage> images;

        /** Adds sensor streams, {@code [channels, length]}. */
        public Builder series(Modality modality, int channels, int length, ChannelScale scale) {
            shapes.put(modality, new InputShape(InputShape.Form.SERIES, channels, length));
            signals.put(modality, new SeriesInputs(channels, length, scale));
            return this;
        }

        /** Adds sounds, {@code [1, bands, frames]}. */
        public Builder sounds(Modality modality, LogMelSpectrogram transform) {
            shapes.put(modality, new InputShape(InputShape.Form.PICTURE, 1, transform.bands(), transform.frames()));
            signals.put(modality, transform);
            return this;
        }

        /**
         * Adds images.
         *
         * @param channels 3 for colours, 1 for their brightness
         */
        public Builder images(ImageTransform transform, int channels) {
            shapes.put(
                    Modality.IMAGE,
                    new InputShape(InputShape.Form.PICTURE, channels, transform.height(), transform.width()));
            images = new PictureInputs(transform, channels);
            return this;
        }

        /** Returns the backbone. */
        public SampleInputs build() {
            return new SampleInputs(shapes, signals, images);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Returns the SHA-256 of everything that is done to samples, the statistics of training rows included. */
    @Override
    public String hash() {
        return hash;
    }

    @Override
    public List<Modality> modalities() {
        return List.copyOf(shapes.keySet());
    }

    @Override
    public InputShape shape(Modality modality) {
        InputShape shape = shapes.get(modality);
        if (shape == null) {
            throw new ModelException("backbone '" + NAME + "' has no " + modality.name() + "; it has " + shapes.keySet()
                    + (modality.equals(Modality.TEXT) ? "; " + NO_TEXTS : ""));
        }
        return shape;
    }

    /** Why texts are not taken. */
    public static final String NO_TEXTS = "texts need a frozen backbone, such as made-small or a CLIP folder, whose"
            + " token features an encoder can be trained on";

    @Override
    public Optional<SampleEncoder<BufferedImage>> imageEncoder(FeatureKind.Cut cut) {
        return cut == FeatureKind.Cut.INPUT ? Optional.ofNullable(images) : Optional.empty();
    }

    @Override
    public Optional<SampleEncoder<String>> textEncoder(FeatureKind.Cut cut) {
        return Optional.empty();
    }

    @Override
    public Optional<SampleEncoder<Signal>> signalEncoder(Modality modality, FeatureKind.Cut cut) {
        return cut == FeatureKind.Cut.INPUT ? Optional.ofNullable(signals.get(modality)) : Optional.empty();
    }

    /** Does nothing: there are no weights. */
    @Override
    public void close() {}
}
