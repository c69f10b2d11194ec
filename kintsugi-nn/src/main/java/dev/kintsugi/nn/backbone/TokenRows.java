package dev.kintsugi.nn.backbone;

/** Feature rows at the cut {@code TOKENS}: the embedded tokens of a sample, and behind them their mask. */
public final class TokenRows {
    private TokenRows() {}

    /**
     * Returns the rows of samples, {@code [samples, tokens · width + tokens]} row-major.
     *
     * @param embedded {@code [samples, tokens, width]} row-major
     * @param mask {@code [samples, tokens]} row-major: 1 for a token, 0 for padding
     */
    public static float[] of(float[] embedded, float[] mask, int samples) {
        int values = embedded.length / samples;
        int tokens = mask.length / samples;
        float[] rows = new float[embedded.length + mask.length];
        for (int i = 0; i < samples; i++) {
            int at = i * (values + tokens);
            System.arraycopy(embedded, i * values, rows, at, values);
            System.arraycopy(mask, i * tokens, rows, at + values, tokens);
        }
        return rows;
    }

    /** Returns the number of values of a row. */
    public static int width(int tokens, int tokenWidth) {
        return tokens * (tokenWidth + 1);
    }
}
