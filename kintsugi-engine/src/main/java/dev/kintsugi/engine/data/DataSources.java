package dev.kintsugi.engine.data;

/** Opens data sources from their settings. */
public final class DataSources {
    private DataSources() {}

    /**
     * Opens a data source.
     *
     * @param seed seed of everything that is drawn: made rows, seeded splits, few-shot choices
     * @throws dev.kintsugi.core.error.DataException if the source cannot be used as it is
     */
    public static DataSource open(DataOptions options, long seed) {
        if (options instanceof MadeOptions made) {
            return new MadeSource(made, seed);
        }
        throw new IllegalStateException("no source for " + options);
    }
}
