package dev.kintsugi.nn.backbone;

/**
 * The shape of one sample as an encoder sees it.
 *
 * @param form how its dimensions are to be read
 * @param dimensions sizes in the order of {@code form}
 */
@SuppressWarnings("ArrayRecordComponent") // a declaration that is read, never compared
public record InputShape(Form form, int... dimensions) {
    /** What the dimensions of a sample mean. */
    public enum Form {
        /** {@code [channels, length]}: a sensor stream. */
        SERIES(2),
        /** {@code [channels, height, width]}: a picture, or a spectrogram with one channel. */
        PICTURE(3),
        /** {@code [tokens, width]}, followed by a mask {@code [tokens]} of ones and zeros. */
        TOKENS(2),
        /** {@code [width]}: one vector. */
        VECTOR(1);

        private final int rank;

        Form(int rank) {
            this.rank = rank;
        }
    }

    /** Copies the dimensions and checks their number. */
    public InputShape {
        dimensions = dimensions.clone();
        if (dimensions.length != form.rank) {
            throw new IllegalArgumentException(
                    form + " has " + form.rank + " dimensions, but " + dimensions.length + " were given");
        }
    }

    /** Returns a copy of the dimensions. */
    @Override
    public int[] dimensions() {
        return dimensions.clone();
    }

    /** Returns a dimension by its place. */
    public int dimension(int place) {
        return dimensions[place];
    }

    /** Returns the number of values of a sample, the mask of {@code TOKENS} included. */
    public int size() {
        int size = form == Form.TOKENS ? dimensions[0] : 0;
        int values = 1;
        for (int dimension : dimensions) {
            values *= dimension;
        }
        return size + values;
    }
}
