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
        if (options instanceof FileDataOptions files) {
            RawTable table = DomainSelection.apply(read(files, seed), files);
            return TableBuilder.build(CoopFewShot.apply(table, files, seed), files, seed);
        }
        if (options instanceof MadeSignalsOptions signals) {
            return new MadeSignals(signals, seed);
        }
        return new MadeSource((MadeOptions) options, seed);
    }

    /** Reads the rows of a source as they are, before any are chosen. */
    static RawTable read(FileDataOptions options, long seed) {
        return options.standardisation().apply(readAsIs(options, seed));
    }

    private static RawTable readAsIs(FileDataOptions options, long seed) {
        if (options instanceof FolderOptions folder) {
            return FolderReader.read(folder);
        } else if (options instanceof IndexOptions index) {
            return IndexReader.read(index);
        } else if (options instanceof CoopSplitOptions coop) {
            return CoopSplitReader.read(coop);
        } else if (options instanceof WindowsOptions windows) {
            return WindowsReader.read(windows);
        }
        return PublicReader.read((PublicOptions) options, seed);
    }
}
