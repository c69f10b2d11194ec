package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.error.DataException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What is left of the data of one run: training rows with their holes and labels, and the test conditions.
 *
 * @param train the training rows with the presence and the labels that clients see
 * @param clients the rows of each client that still have a label and a modality, perhaps none
 * @param conditions test conditions over all test rows, the main one first
 * @param sparedTrain training rows that kept a modality only because a pattern never takes the last one
 * @param sparedTest the same of the main test condition
 * @param wrongLabels training rows with a wrong label
 * @param emptiedRows training rows left out because they have lost every modality
 * @param missingLabels training rows left out because they have lost their label
 */
public record MissingData(
        ExampleTable train,
        List<ClientData> clients,
        List<TestCondition> conditions,
        int sparedTrain,
        int sparedTest,
        int emptiedRows,
        int wrongLabels,
        int missingLabels) {
    /** Copies the lists. */
    public MissingData {
        clients = List.copyOf(clients);
        conditions = List.copyOf(conditions);
    }

    /**
     * Applies the patterns. The holes of a row do not depend on whether its label is damaged.
     *
     * @param clients the partition of the training rows
     * @param seed seed of the run
     * @throws dev.kintsugi.core.error.ConfigException if a pattern or condition does not fit the data
     * @throws DataException if a client has no row, or a listed presence does not fit the rows
     */
    public static MissingData of(
            MissingOptions options, ExampleTable train, ExampleTable test, List<ClientData> clients, long seed) {
        for (ClientData client : clients) {
            if (client.size() == 0) {
                throw new DataException("client '" + client.client()
                        + "' has no training rows; change the partition so that every client has some");
            }
        }
        EffectivePresence left = MissingPatterns.train(options.train(), train, clients, seed);
        EffectivePresence tested = options.test() instanceof MissingPattern.LikeTrain
                ? MissingPatterns.like(options.train(), train, left.table(), clients, test, seed)
                : MissingPatterns.test(options.test(), test, seed);
        List<ClientData> present = left.left(clients);
        LabelDamage labels = LabelDamage.of(options.labels(), train, present, seed);
        return new MissingData(
                new ExampleTable(train.ids(), labels.targets(), left.table()),
                labels.clients(),
                TestConditions.of(options, test, tested, seed),
                left.spared(),
                tested.spared(),
                rows(clients) - rows(present),
                labels.wrong(),
                labels.missing());
    }

    private static int rows(List<ClientData> clients) {
        return clients.stream().mapToInt(ClientData::size).sum();
    }

    /** Returns a SHA-256, in hexadecimal, of what is left: a run goes on only with the same. */
    public String fingerprint() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        for (ClientData client : clients) {
            for (int row : client.rows()) {
                digest.update(ByteBuffer.allocate(12)
                        .putInt(row)
                        .putLong(train.presence().mask(row))
                        .array());
                for (int label : train.targets().labels(row)) {
                    digest.update(ByteBuffer.allocate(4).putInt(label).array());
                }
            }
        }
        for (TestCondition condition : conditions) {
            digest.update(condition.name().getBytes(StandardCharsets.UTF_8));
            for (int row = 0; row < condition.presence().rows(); row++) {
                digest.update(ByteBuffer.allocate(8)
                        .putLong(condition.presence().mask(row))
                        .array());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
