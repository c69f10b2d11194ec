package dev.kintsugi.nn.image;

import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * The transform of CLIP: resize so that the shorter edge has a given length, crop the centre, map bytes to numbers.
 *
 * <p>Follows {@code CLIPImageProcessor} of Hugging Face transformers: the longer edge is rounded down, the crop begins
 * at {@code floor((edge - crop) / 2)}, and where the image is smaller than the crop, black is added. The pixels before
 * the mapping to numbers are equal to Pillow's.
 */
public final class ClipImageTransform implements ImageTransform {
    private final PreprocessorConfig config;
    private final float[][] table;
    private final Resampler resampler;

    /** Creates the transform. */
    ClipImageTransform(PreprocessorConfig config) {
        this.config = config;
        this.table = config.normalisation().table();
        this.resampler = new Resampler(config.filter());
    }

    /** Returns the transform of OpenAI's CLIP for a square input of {@code size} pixels. */
    public static ClipImageTransform openAi(int size) {
        return new ClipImageTransform(PreprocessorConfig.openAi(size));
    }

    /**
     * Returns the transform that a model's {@code preprocessor_config.json} describes; keys that are missing have the
     * values of {@code CLIPImageProcessor}.
     *
     * @throws dev.kintsugi.core.error.ModelException if the file is missing, is not JSON, or asks for something this
     *     transform cannot do
     */
    public static ClipImageTransform fromPreprocessorConfig(Path file) {
        return new ClipImageTransform(PreprocessorConfig.read(file));
    }

    @Override
    public int height() {
        return config.cropHeight();
    }

    @Override
    public int width() {
        return config.cropWidth();
    }

    @Override
    public void apply(BufferedImage image, float[] into, int offset) {
        Normalisation.write(crop(image), table, into, offset);
    }

    /** Returns the resized and cropped image before the numbers are mapped, packed RGB, row-major. */
    int[] crop(BufferedImage image) {
        int width = config.resize().width(image.getWidth(), image.getHeight());
        int height = config.resize().height(image.getWidth(), image.getHeight());
        int left = Math.floorDiv(width - config.cropWidth(), 2);
        int top = Math.floorDiv(height - config.cropHeight(), 2);
        Resampler.Window window = new Resampler.Window(
                Math.max(left, 0),
                Math.max(top, 0),
                Math.min(width, config.cropWidth()),
                Math.min(height, config.cropHeight()));
        int[] part = resampler.resize(RgbPixels.of(image), image.getWidth(), image.getHeight(), width, height, window);
        if (window.width() == config.cropWidth() && window.height() == config.cropHeight()) {
            return part;
        }
        int[] padded = new int[config.cropWidth() * config.cropHeight()];
        int x = Math.max(-left, 0);
        int y = Math.max(-top, 0);
        for (int row = 0; row < window.height(); row++) {
            System.arraycopy(part, row * window.width(), padded, (y + row) * config.cropWidth() + x, window.width());
        }
        return padded;
    }

    @Override
    public String fingerprint() {
        return "clip/1 " + config.resize() + " crop " + config.cropWidth() + "x" + config.cropHeight() + " "
                + config.filter() + " " + config.normalisation().fingerprint();
    }
}
