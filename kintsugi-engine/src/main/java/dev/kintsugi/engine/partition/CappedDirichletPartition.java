package dev.kintsugi.engine.partition;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.engine.data.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Dirichlet draws per class in which a client that holds {@code cap · n / N} rows gets none of later classes, over all
 * rows or within each value of an attribute.
 *
 * <p>Follows the released code of FedMultimodal (KDD 2023; cap 1, drawn again until every client has its least rows;
 * each user of UCI-HAR divided for itself) and of the repository that holds FedCMI (ECCV 2024; cap 1.1, drawn once).
 * <b>Differs:</b> numbers are ours, not numpy's; each user has a draw of its own, where FedMultimodal seeds numpy alike
 * for all; no client is ever empty. <b>Limit:</b> without a cap this is the plain Dirichlet partition.
 */
final class CappedDirichletPartition {
    private static final String PURPOSE = "partition-capped-dirichlet";

    private final PartitionOptions.CappedDirichlet options;
    private final long seed;

    CappedDirichletPartition(PartitionOptions.CappedDirichlet options, long seed) {
        this.options = options;
        this.seed = seed;
    }

    /** Returns the rows of each client over all rows. */
    int[][] parts(Split train) {
        return parts(Partitions.labels(train), train, PURPOSE);
    }

    /** Returns the clients of each value, named {@code value-number}, in the order of the values. */
    Allocation byValue(Split train) {
        int[] labels = Partitions.labels(train);
        int width = String.valueOf(options.clients() - 1).length();
        List<ClientData> own = new ArrayList<>();
        for (ClientData user : AttributePartition.byValue(options.partitionBy(), train, Optional.empty())
                .train()) {
            int[] rows = user.rows();
            int[][] parts;
            try {
                parts = parts(
                        Arrays.stream(rows).map(row -> labels[row]).toArray(), train, PURPOSE + "/" + user.client());
            } catch (ConfigException tooFew) {
                throw new ConfigException(
                        options.partitionBy() + " '" + user.client() + "': " + tooFew.getMessage(), tooFew);
            }
            for (int client = 0; client < parts.length; client++) {
                int[] part = Arrays.stream(parts[client])
                        .map(position -> rows[position])
                        .sorted()
                        .toArray();
                own.add(new ClientData(user.client() + String.format(Locale.ROOT, "-%0" + width + "d", client), part));
            }
        }
        return new Allocation(own, Optional.empty());
    }

    private int[][] parts(int[] labels, Split train, String purpose) {
        DirichletPartition.Rule rule = new DirichletPartition.Rule(
                options.clients(),
                options.alpha(),
                options.minPartitionSize(),
                0,
                new DirichletPartition.Balance(options.cap(), true),
                purpose);
        return new DirichletPartition(
                        rule, labels, new int[0], train.examples().targets().classes(), seed)
                .parts()
                .train();
    }
}
