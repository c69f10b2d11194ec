package dev.kintsugi.nn.input;

import dev.kintsugi.nn.backbone.SampleEncoder;
import dev.kintsugi.nn.image.ImageTransform;
import java.awt.image.BufferedImage;
import java.util.List;

/** Images as numbers, {@code [3, height, width]}, or {@code [1, height, width]} of their brightness (ITU-R BT.601). */
final class PictureInputs implements SampleEncoder<BufferedImage> {
    private static final double RED = 0.299;
    private static final double GREEN = 0.587;
    private static final double BLUE = 0.114;

    private final ImageTransform transform;
    private final int channels;

    PictureInputs(ImageTransform transform, int channels) {
        this.transform = transform;
        this.channels = channels;
    }

    @Override
    public String fingerprint() {
        return "picture/1 channels=" + channels + " " + transform.fingerprint();
    }

    @Override
    public int width() {
        return channels * transform.height() * transform.width();
    }

    @Override
    public float[] encode(List<BufferedImage> images) {
        int pixels = transform.height() * transform.width();
        float[] colours = new float[3 * pixels];
        float[] result = new float[images.size() * width()];
        for (int i = 0; i < images.size(); i++) {
            transform.apply(images.get(i), colours, 0);
            if (channels == 3) {
                System.arraycopy(colours, 0, result, i * width(), width());
            } else {
                for (int pixel = 0; pixel < pixels; pixel++) {
                    result[i * pixels + pixel] = (float) (RED * colours[pixel]
                            + GREEN * colours[pixels + pixel]
                            + BLUE * colours[2 * pixels + pixel]);
                }
            }
        }
        return result;
    }
}
