package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.random.KeyedRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Labels of training rows after some were lost and some became wrong.
 *
 * <p>A row with one label gets another class, each equally likely among those that {@link WrongLabels} allows. Of a row
 * with several labels one, drawn at random, is replaced by a class that the row does not have; a row with no label, or
 * without another class to take, stays as it is. Both rates hold to one row, and higher rates only damage more;
 * {@link WrongLabels#RELEASED} keeps to neither.
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
        int wrong = options.wrongLabels() == WrongLabels.RELEASED
                ? releasedInPlace(options, labels, train, clients)
                : rankedInPlace(options, labels, train, clients, keys);
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

    private static int rankedInPlace(
            LabelOptions options, int[][] labels, ExampleTable train, List<ClientData> clients, MissingKeys keys) {
        int classes = train.targets().classes();
        int[] all = IntStream.range(0, classes).toArray();
        Map<Integer, ClassConfusions> confusions = new HashMap<>(); // by row
        if (options.wrongLabels() == WrongLabels.TRANSITION) {
            for (ClientData client : clients) {
                ClassConfusions own =
                        ClassConfusions.of(options.sparsity(), classes, keys.open("confusions", client.client()));
                Arrays.stream(client.rows()).forEach(row -> confusions.put(row, own));
            }
        }
        int[] held = clients.stream()
                .flatMapToInt(client -> Arrays.stream(client.rows()))
                .toArray();
        int[] ranked = keys.ranked("wrong-label", train.ids(), held);
        int wrong = 0;
        for (int rank = 0; rank < Math.round(options.wrongRate() * held.length); rank++) {
            int row = ranked[rank];
            ClassConfusions own = confusions.get(row);
            wrong += replaceInPlace(
                            labels[row],
                            label -> own == null ? all : own.of(label),
                            keys.open("other-class", train.ids().get(row)))
                    ? 1
                    : 0;
        }
        return wrong;
    }

    private static boolean replaceInPlace(int[] labels, IntFunction<int[]> allowed, KeyedRandom random) {
        if (labels.length == 0) {
            return false;
        }
        int victim = random.nextInt(labels.length);
        int[] others = Arrays.stream(allowed.apply(labels[victim]))
                .filter(label -> Arrays.stream(labels).noneMatch(own -> own == label))
                .toArray();
        if (others.length == 0) {
            return false;
        }
        labels[victim] = others[random.nextInt(others.length)];
        Arrays.sort(labels);
        return true;
    }

    private static int releasedInPlace(
            LabelOptions options, int[][] labels, ExampleTable train, List<ClientData> clients) {
        int wrong = 0;
        for (int client = 0; client < clients.size() && options.wrongRate() > 0; client++) {
            int[] becomes = ReleasedConfusions.labels(
                    options.wrongRate(), train.targets().classes(), options.firstNumber() + client);
            for (int row : clients.get(client).rows()) {
                if (labels[row].length > 1) {
                    throw new ConfigException(
                            "missing.labels.wrong-labels: released needs rows with one label, but row '"
                                    + train.ids().get(row) + "' has " + labels[row].length
                                    + "; choose transition or uniform");
                }
                for (int i = 0; i < labels[row].length; i++) {
                    wrong += becomes[labels[row][i]] == labels[row][i] ? 0 : 1;
                    labels[row][i] = becomes[labels[row][i]];
                }
            }
        }
        return wrong;
    }
}
