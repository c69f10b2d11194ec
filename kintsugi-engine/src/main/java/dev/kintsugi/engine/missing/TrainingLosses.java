package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the training rows have lost, and how test rows lose the like: every test row has a training row as its model and
 * loses what that one has lost. Who is whose model does not depend on the rate of the pattern, so that test rows lose
 * the same and more at a higher rate, as training rows do.
 *
 * <p>The model of a row has by nature the modalities that the row has; if the clients hold no such row, some of them;
 * and if none of that kind either, any. (Only the last may give a modality back at a higher rate: a row keeps what is
 * its last.) Models are spread evenly over the clients: of as many test rows as training rows each is the model of one,
 * of half as many every second one of each client's is.
 */
final class TrainingLosses {
    /** One row of the clients that has something left. */
    private record Model(int client, double number, String id, long natural, long lost) {}

    private final List<Model> models;

    private TrainingLosses(List<Model> models) {
        this.models = models;
    }

    /**
     * Collects the losses of the rows that clients hold. Rows that have nothing left are left out, so that no test row
     * need lose everything.
     *
     * @param effective what a pattern has left of the training rows
     */
    static TrainingLosses of(ExampleTable train, PresenceTable effective, List<ClientData> clients, long seed) {
        List<Model> models = new ArrayList<>();
        MissingKeys keys = new MissingKeys(seed, MissingPatterns.TEST);
        for (int client = 0; client < clients.size(); client++) {
            for (int row : clients.get(client).rows()) {
                long natural = train.presence().mask(row);
                long left = effective.mask(row);
                if (left != 0) {
                    String id = train.ids().get(row);
                    models.add(new Model(client, keys.uniform("model", id), id, natural, natural & ~left));
                }
            }
        }
        models.sort(Comparator.comparingInt(Model::client)
                .thenComparingDouble(Model::number)
                .thenComparing(Model::id));
        return new TrainingLosses(models);
    }

    /**
     * Takes the like from test rows.
     *
     * @param ranked rows of the test split in random order
     */
    void imitate(int[] ranked, PresenceTable natural, PresenceDraft draft) {
        Map<Long, List<Integer>> groups = new TreeMap<>();
        for (int row : ranked) {
            groups.computeIfAbsent(natural.mask(row), mask -> new ArrayList<>()).add(row);
        }
        groups.forEach((mask, rows) -> {
            List<Model> fitting = fitting(mask);
            for (int place = 0; place < rows.size() && !fitting.isEmpty(); place++) {
                int model = (int) ((2L * place + 1) * fitting.size() / (2L * rows.size()));
                draft.take(rows.get(place), fitting.get(model).lost());
            }
        });
    }

    private List<Model> fitting(long mask) {
        List<Model> same =
                models.stream().filter(model -> model.natural() == mask).toList();
        List<Model> fewer = same.isEmpty()
                ? models.stream()
                        .filter(model -> (model.natural() & ~mask) == 0)
                        .toList()
                : same;
        return fewer.isEmpty() ? models : fewer;
    }
}
