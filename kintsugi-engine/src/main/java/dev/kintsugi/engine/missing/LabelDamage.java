package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.random.KeyedRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Labels of training rows after some were lost and some became wrong.
 *
 * <p>A row with one label gets another class, each equally likely. Of a row with several labels one, drawn at random,
 * is replaced by a class that the row does not have; a row with no label, or with every class, stays as it is. Both
 * rates hold to one row, and higher rates only damage more.
 *
 * @param targets the labels, one entry per row of the table
 * @param clients the rows of each client that still have labels
 * @param wrong number of rows with a wrong label, also among those that are left out
 * @param missing number of rows left out because they have no label any more
 */
public record LabelDamage(Targets targets, List<ClientData> clients, int wrong, int missing) {
    /** Copies the list. */
    public LabelDamage {
        clients = List.copyOf(clients);
    }

    /** Damages the labels of the training rows. */
    public static LabelDamage of(LabelOptions options, ExampleTable train, List<ClientData> clients, long seed) {
        MissingKeys keys = new MissingKeys(seed, "train");
        int[] held = clients.stream()
                .flatMapToInt(client -> Arrays.stream(client.rows()))
                .toArray();
        int[][] labels = IntStream.range(0, train.rows())
                .mapToObj(train.targets()::labels)
                .toArray(int[][]::new);
        int wrong = 0;
        int[] ranked = keys.ranked("wrong-label", train.ids(), held);
        for (int rank = 0; rank < Math.round(options.wrongRate() * held.length); rank++) {
            int row = ranked[rank];
            wrong += replaceInPlace(
                            labels[row],
                            train.targets().classes(),
                            keys.open("other-class", train.ids().get(row)))
                    ? 1
                    : 0;
        }
        boolean[] lost = new boolean[train.rows()];
        int missing = (int) Math.round(options.missingRate() * held.length);
        int[] byLoss = keys.ranked("missing-label", train.ids(), held);
        for (int rank = 0; rank < missing; rank++) {
            lost[byLoss[rank]] = true;
        }
        List<ClientData> left = new ArrayList<>();
        for (ClientData client : clients) {
            left.add(new ClientData(
                    client.client(),
                    Arrays.stream(client.rows()).filter(row -> !lost[row]).toArray()));
        }
        return new LabelDamage(new Targets(train.targets().classNames(), labels), left, wrong, missing);
    }

    private static boolean replaceInPlace(int[] labels, int classes, KeyedRandom random) {
        if (labels.length == 0 || labels.length >= classes) {
            return false;
        }
        int victim = random.nextInt(labels.length);
        int[] others = IntStream.range(0, classes)
                .filter(label -> Arrays.stream(labels).noneMatch(own -> own == label))
                .toArray();
        labels[victim] = others[random.nextInt(others.length)];
        Arrays.sort(labels);
        return true;
    }
}
