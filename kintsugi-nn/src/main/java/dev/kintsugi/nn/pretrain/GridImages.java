package dev.kintsugi.nn.pretrain;

import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Images as the places of a frozen net, with mean 0 and deviation 1 per channel over the training images;
 * {@link #folded} moves that into the trained projection.
 */
public final class GridImages implements ImageSource {
    private static final double SMALLEST_DEVIATION = 1e-2;
    private static final int MOST_MEASURED = 2000;
    private static final String PROJECTION = "vilt.embeddings.grid_embeddings.projection.";

    private final FeatureTable features;
    private final float[] blank;
    private final int places;
    private final float[] mean;
    private final float[] deviation;

    private GridImages(FeatureTable features, float[] blank, int places, float[] mean, float[] deviation) {
        this.features = features;
        this.blank = blank;
        this.places = places;
        this.mean = mean;
        this.deviation = deviation;
    }

    /**
     * Returns training images; mean and deviation are those of at most {@value #MOST_MEASURED} of them, evenly spread.
     *
     * @param features {@code [images, places · channels]}
     * @param blank features of the image that stands for a missing one
     */
    public static GridImages of(FeatureTable features, float[] blank, int places) {
        int channels = features.width() / places;
        double[] sums = new double[channels];
        double[] squares = new double[channels];
        float[] row = new float[features.width()];
        int measured = Math.min(MOST_MEASURED, features.rows());
        for (int i = 0; i < measured; i++) {
            features.copyRow((int) ((long) i * features.rows() / measured), row, 0);
            for (int j = 0; j < row.length; j++) {
                sums[j % channels] += row[j];
                squares[j % channels] += (double) row[j] * row[j];
            }
        }
        float[] mean = new float[channels];
        float[] deviation = new float[channels];
        double count = (double) measured * places;
        for (int j = 0; j < channels; j++) {
            double average = sums[j] / count;
            mean[j] = (float) average;
            double variance = Math.max(0, squares[j] / count - average * average);
            deviation[j] = (float) Math.max(SMALLEST_DEVIATION, Math.sqrt(variance));
        }
        return new GridImages(features, blank.clone(), places, mean, deviation);
    }

    /** Returns other images with the mean and deviation of these. */
    public GridImages with(FeatureTable others) {
        return new GridImages(others, blank, places, mean, deviation);
    }

    @Override
    public Tensor images(int[] rows) {
        int width = features.width();
        float[] values = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            features.copyRow(rows[i], values, i * width);
        }
        return normal(values, rows.length);
    }

    @Override
    public Tensor blank() {
        return normal(blank.clone(), 1);
    }

    private Tensor normal(float[] values, int images) {
        int channels = mean.length;
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] - mean[i % channels]) / deviation[i % channels];
        }
        return TensorBridge.tensor(values, images, places, channels);
    }

    /**
     * Returns trained tensors whose projection takes the features as they are: {@code W ((x - mean) / deviation) + b =
     * W' x + (b - W' mean)} with {@code W' = W / deviation}. New ones belong to the scope that is open.
     */
    Map<String, Tensor> folded(Map<String, Tensor> trained) {
        Map<String, Tensor> folded = new TreeMap<>(trained);
        Tensor scale = TensorBridge.tensor(deviation, deviation.length);
        Tensor centre = TensorBridge.tensor(mean, mean.length);
        folded.computeIfPresent(
                PROJECTION + "weight", (name, weight) -> weight.detach().div(scale));
        Map<String, Tensor> shifted = new HashMap<>(folded);
        folded.computeIfPresent(PROJECTION + "bias", (name, bias) -> {
            Tensor weight = shifted.get(PROJECTION + "weight");
            return weight == null ? bias : bias.detach().sub(weight.mv(centre), new Scalar(1.0));
        });
        return folded;
    }
}
