package dev.kintsugi.engine.data;

/** Opens data sources from their settings. */
public final class DataSources {
    private DataSources() {}

    /**
     * Opens a data source.
     *
     * @param seed seed of everything that is drawn: made rows, splits that the source does not have, few-shot choices
     * @throws dev.kintsugi.core.error.DataException if the source cannot be used as it is
     */
    public static DataSource open(DataOptions options, long seed) {
        if (options instanceof FolderOptions folder) {
            return TableBuilder.build(FolderReader.read(folder), folder, seed);
        } else if (options instanceof IndexOptions index) {
            return TableBuilder.build(IndexReader.read(index), index, seed);
        } else if (options instanceof CoopSplitOptions coop) {
            return TableBuilder.build(CoopSplitReader.read(coop), coop, seed);
        }
        return new MadeSource((MadeOptions) options, seed);
    }
}
