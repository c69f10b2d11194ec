package dev.kintsugi.nn.image;

/**
 * For every pixel of a resized line: which source pixels it is made of, and with what weights.
 *
 * <p>The weights are fixed-point numbers with {@value #FRACTION_BITS} bits behind the point, computed as Pillow does
 * for 8-bit images ({@code precompute_coeffs}, {@code normalize_coeffs_8bpc}). When shrinking, the kernel is stretched
 * by the scale, which is the antialiasing.
 *
 * @param first first source pixel per target pixel
 * @param count number of source pixels per target pixel
 * @param stride distance between the weights of neighbouring target pixels
 * @param weights {@code weights[target * stride + i]} belongs to the source pixel {@code first[target] + i}
 */
@SuppressWarnings("ArrayRecordComponent") // package-private carrier of the inner loops; never compared, never changed
record CoefficientTable(int[] first, int[] count, int stride, int[] weights) {
    static final int FRACTION_BITS = 32 - 8 - 2;

    static CoefficientTable of(int sourceLength, int targetLength, ResampleFilter filter) {
        double scale = (double) sourceLength / targetLength;
        double filterScale = Math.max(scale, 1);
        double support = filter.support() * filterScale;
        int stride = (int) Math.ceil(support) * 2 + 1;
        int[] first = new int[targetLength];
        int[] count = new int[targetLength];
        int[] weights = new int[targetLength * stride];
        double[] line = new double[stride];
        double inverse = 1 / filterScale;
        for (int target = 0; target < targetLength; target++) {
            double centre = (target + 0.5) * scale;
            int from = Math.max((int) (centre - support + 0.5), 0);
            int to = Math.min((int) (centre + support + 0.5), sourceLength);
            first[target] = from;
            count[target] = to - from;
            double sum = 0;
            for (int i = 0; i < to - from; i++) {
                line[i] = filter.weight((i + from - centre + 0.5) * inverse);
                sum += line[i];
            }
            for (int i = 0; i < to - from; i++) {
                double weight = (sum == 0 ? line[i] : line[i] / sum) * (1 << FRACTION_BITS);
                weights[target * stride + i] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
        }
        return new CoefficientTable(first, count, stride, weights);
    }

    /** Returns the first source pixel that the target pixels {@code [from, to)} need. */
    int firstOf(int from, int to) {
        return from < to ? first[from] : 0;
    }

    /** Returns the source pixel behind the last that the target pixels {@code [from, to)} need. */
    int endOf(int from, int to) {
        return from < to ? first[to - 1] + count[to - 1] : 0;
    }
}
