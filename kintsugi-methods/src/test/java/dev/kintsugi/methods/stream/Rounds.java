package dev.kintsugi.methods.stream;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Some rounds of a method over all clients, each in a block of its own. */
public final class Rounds {
    private Rounds() {}

    /** Returns the server's state after some rounds. */
    public static ServerState run(
            MethodFactory factory,
            Record options,
            LocalTraining training,
            TinyStreamWorkplace workplace,
            int rounds,
            List<String> clients) {
        return run(factory, options, training, workplace, Collections.nCopies(rounds, clients));
    }

    /** Returns the server's state after one round per cohort; a client starts when it is first in one. */
    static ServerState run(
            MethodFactory factory,
            Record options,
            LocalTraining training,
            TinyStreamWorkplace workplace,
            List<List<String>> cohorts) {
        try (Method method = factory.create(workplace, options, training)) {
            ServerState state = method.start(1);
            Map<String, ParameterSet> locals = new TreeMap<>();
            for (int round = 1; round <= cohorts.size(); round++) {
                List<ClientUpdate> updates = new ArrayList<>();
                for (String client : cohorts.get(round - 1)) {
                    ParameterSet local = locals.getOrDefault(client, method.startLocal(client, 1));
                    ClientTask task = new ClientTask(round, cohorts.size(), client, 1, method.forClient(state, client));
                    ClientOutcome outcome =
                            method.train(List.of(task), List.of(local)).get(0);
                    locals.put(client, outcome.local());
                    updates.add(outcome.update());
                }
                state = method.aggregate(state, updates);
            }
            return state;
        }
    }
}
