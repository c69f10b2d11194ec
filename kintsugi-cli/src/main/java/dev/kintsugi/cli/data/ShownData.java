package dev.kintsugi.cli.data;

import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.DataSources;
import dev.kintsugi.engine.partition.ClientTable;
import dev.kintsugi.engine.partition.Partitions;
import java.util.List;

/**
 * An opened source and the counts of its partition.
 *
 * @param options what was asked for
 * @param source the source
 * @param clients rows per client and class of the training split
 */
record ShownData(DataShowOptions options, DataSource source, ClientTable clients) {
    /** The splits in the order of the display. */
    static final List<String> SPLITS = List.of(DataSource.TRAIN, DataSource.VALIDATION, DataSource.TEST);

    /** Opens the source and partitions its training split. */
    static ShownData open(DataShowOptions options) {
        DataSource source = DataSources.open(options.data(), options.dataSeed());
        var train = source.split(DataSource.TRAIN);
        return new ShownData(
                options,
                source,
                ClientTable.of(train.examples(), Partitions.of(options.partition(), train, options.seed())));
    }
}
