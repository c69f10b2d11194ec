package dev.kintsugi.nn.vilt;

/** The form of {@code TOKENS} features: a sample's embedded tokens and behind them their mask. */
final class TokenRows {
    private TokenRows() {}

    /**
     * Returns one row per sample, {@code [samples, tokens · width + tokens]} row-major.
     *
     * @param embedded {@code [samples, tokens, width]} row-major
     * @param mask {@code [samples, tokens]} row-major
     */
    static float[] of(float[] embedded, float[] mask, int samples) {
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
}
