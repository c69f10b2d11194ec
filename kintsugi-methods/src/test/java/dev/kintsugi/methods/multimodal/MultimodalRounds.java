package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Some rounds of a method at a workplace, each client in a block of its own. */
public final class MultimodalRounds {
    private MultimodalRounds() {}

    /** What some rounds came to. */
    public record Result(ServerState state, Map<String, ParameterSet> locals, List<ClientUpdate> lastUpdates) {}

    /** Runs rounds over all clients. */
    public static Result run(
            MethodFactory factory,
            Record options,
            LocalTraining training,
            Workplace workplace,
            int rounds,
            long seed,
            List<String> clients) {
        return first(rounds, factory, options, training, workplace, rounds, seed, clients);
    }

    /** Runs the first of some rounds over all clients. */
    public static Result first(
            int run,
            MethodFactory factory,
            Record options,
            LocalTraining training,
            Workplace workplace,
            int rounds,
            long seed,
            List<String> clients) {
        try (Method method = factory.create(workplace, options, training)) {
            ServerState state = method.start(seed);
            Map<String, ParameterSet> locals = new TreeMap<>();
            List<ClientUpdate> updates = new ArrayList<>();
            for (int round = 1; round <= run; round++) {
                updates = new ArrayList<>();
                for (String client : clients) {
                    ParameterSet local = locals.computeIfAbsent(client, id -> method.startLocal(id, seed));
                    ClientTask task = new ClientTask(round, rounds, client, seed, method.forClient(state, client));
                    ClientOutcome outcome =
                            method.train(List.of(task), List.of(local)).get(0);
                    locals.put(client, outcome.local());
                    updates.add(outcome.update());
                }
                state = method.aggregate(state, updates);
            }
            return new Result(state, locals, updates);
        }
    }

    /** Returns the share of samples that the shared model gets right. */
    public static double accuracy(
            MethodFactory factory,
            Record options,
            LocalTraining training,
            Workplace workplace,
            ServerState state,
            Samples samples) {
        try (Method method = factory.create(workplace, options, training)) {
            float[] scores = method.scores(state.shared(), List.of(ParameterSet.empty()), samples)
                    .get(0);
            int classes = scores.length / samples.rows();
            int right = 0;
            for (int row = 0; row < samples.rows(); row++) {
                int best = 0;
                for (int c = 1; c < classes; c++) {
                    best = scores[row * classes + c] > scores[row * classes + best] ? c : best;
                }
                right += best == workplace.examples().targets().label(row) ? 1 : 0;
            }
            return (double) right / samples.rows();
        }
    }
}
