package dev.kintsugi.nn.vilt;

/**
 * Which patches of an image the transformer sees.
 *
 * <p>ViLT draws at most {@code max_image_length} of them at random in every pass, and Hugging Face keeps all if that
 * number is negative, in random order where no image of the batch has more. <b>Differs:</b> here the choice depends on
 * the size of the image alone. All patches are kept if they are few enough, else {@code k} of {@code n} that are evenly
 * spread over the raster order: {@code floor((i + 1/2) n / k)} for {@code i} from 0. They stand in raster order, which
 * has no influence on anything but the order of the outputs, since their positions are added to them.
 */
final class PatchSampling {
    private PatchSampling() {}

    /** Returns how many of {@code patches} are kept. */
    static int kept(int patches, int most) {
        return most < 0 ? patches : Math.min(patches, most);
    }

    /** Returns the numbers of the kept patches in ascending order. */
    static long[] indices(int patches, int most) {
        int kept = kept(patches, most);
        long[] indices = new long[kept];
        for (int i = 0; i < kept; i++) {
            indices[i] = (2L * i + 1) * patches / (2L * kept);
        }
        return indices;
    }
}
