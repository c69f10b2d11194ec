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
 * <p>The model of a row has by nature the modalities that the row has, if the clients hold such rows. Models are spread
 * evenly over the clients: of as many test rows as training rows each is the model of one, of half as many every second
 * one of each client's is.
 */
final class TrainingLosses {
    /** One row of the clients that has something left. */
    private record Model(int client, double number, String id, long lost) {}

    private final MissingPattern pattern;
    private final Map<Long, List<Model>> byNature = new TreeMap<>();
    private final List<Model> all = new ArrayList<>();

    private TrainingLosses(MissingPattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Collects the losses of the rows that clients hold. Rows that have nothing left are left out, so that no test row
     * need lose everything.
     *
     * @param pattern what took the modalities
     * @param effective what it left
     */
    static TrainingLosses of(
            MissingPattern pattern, ExampleTable train, PresenceTable effective, List<ClientData> clients, long seed) {
        TrainingLosses losses = new TrainingLosses(pattern);
        MissingKeys keys = new MissingKeys(seed, MissingPatterns.TEST);
        for (int client = 0; client < clients.size(); client++) {
            for (int row : clients.get(client).rows()) {
                long natural = train.presence().mask(row);
                long left = effective.mask(row);
                if (left != 0 || natural == 0) {
                    String id = train.ids().get(row);
                    Model model = new Model(client, keys.uniform("model", id), id, natural & ~left);
                    losses.all.add(model);
                    losses.byNature
                            .computeIfAbsent(natural, mask -> new ArrayList<>())
                            .add(model);
                }
            }
        }
        Comparator<Model> order = Comparator.comparingInt(Model::client)
                .thenComparingDouble(Model::number)
                .thenComparing(Model::id);
        losses.all.sort(order);
        losses.byNature.values().forEach(models -> models.sort(order));
        return losses;
    }

    /** Returns what took the modalities. */
    MissingPattern pattern() {
        return pattern;
    }

    /**
     * Takes the like from test rows.
     *
     * @param ranked rows of the test split in random order
     */
    void imitate(int[] ranked, PresenceTable natural, PresenceDraft draft) {
        if (all.isEmpty()) {
            return;
        }
        Map<Long, List<Integer>> groups = new TreeMap<>();
        for (int row : ranked) {
            groups.computeIfAbsent(natural.mask(row), mask -> new ArrayList<>()).add(row);
        }
        groups.forEach((mask, rows) -> {
            List<Model> models = byNature.getOrDefault(mask, all);
            for (int place = 0; place < rows.size(); place++) {
                int model = (int) ((2L * place + 1) * models.size() / (2L * rows.size()));
                draft.take(rows.get(place), models.get(model).lost());
            }
        });
    }
}
