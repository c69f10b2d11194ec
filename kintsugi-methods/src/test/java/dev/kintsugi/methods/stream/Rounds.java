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
import java.util.List;

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
        try (Method method = factory.create(workplace, options, training)) {
            ServerState state = method.start(1);
            List<ParameterSet> locals = new ArrayList<>(
                    clients.stream().map(client -> method.startLocal(client, 1)).toList());
            for (int round = 1; round <= rounds; round++) {
                List<ClientUpdate> updates = new ArrayList<>();
                for (int k = 0; k < clients.size(); k++) {
                    ClientTask task =
                            new ClientTask(round, rounds, clients.get(k), 1, method.forClient(state, clients.get(k)));
                    ClientOutcome outcome =
                            method.train(List.of(task), List.of(locals.get(k))).get(0);
                    locals.set(k, outcome.local());
                    updates.add(outcome.update());
                }
                state = method.aggregate(state, updates);
            }
            return state;
        }
    }
}
