package dev.kintsugi.engine.federation;

import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.federation.LocalStates;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.metric.Confusion;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.Scope;
import java.util.ArrayList;
import java.util.List;

/** Tests a method on one held-out table. */
public final class Evaluator {
    private static final int CLIENTS_AT_ONCE = 16;

    private final Targets targets;
    private final Samples samples;
    private final List<ClientCounts> clients;

    /**
     * One client to evaluate.
     *
     * @param client id
     * @param classCounts training rows per class, which weigh its local accuracy
     */
    public record ClientCounts(String client, long[] classCounts) {
        /** Copies the counts. */
        public ClientCounts {
            classCounts = classCounts.clone();
        }

        /** Returns a copy of the counts. */
        @Override
        public long[] classCounts() {
            return classCounts.clone();
        }
    }

    /** Creates an evaluator over a test table, for the given clients in client order. */
    public Evaluator(Targets targets, Samples samples, List<ClientCounts> clients) {
        this.targets = targets;
        this.samples = samples;
        this.clients = List.copyOf(clients);
    }

    /**
     * Returns the numbers of the given state: one pass if all clients share one model, one pass per client otherwise.
     */
    public Evaluation evaluate(Method method, ParameterSet shared, LocalStates locals) {
        boolean personal = method.parameters().stream().anyMatch(spec -> spec.scope() == Scope.LOCAL);
        List<Evaluation.ClientScore> scores = new ArrayList<>();
        if (!personal) {
            Confusion table = Confusion.of(
                    method.scores(shared, List.of(ParameterSet.empty()), samples)
                            .get(0),
                    targets);
            for (ClientCounts client : clients) {
                scores.add(score(client, table));
            }
            return new Evaluation(table, scores);
        }
        Confusion sum = new Confusion(targets.classes());
        for (int from = 0; from < clients.size(); from += CLIENTS_AT_ONCE) {
            List<ClientCounts> block = clients.subList(from, Math.min(clients.size(), from + CLIENTS_AT_ONCE));
            List<ParameterSet> states =
                    block.stream().map(client -> locals.get(client.client())).toList();
            List<float[]> tables = method.scores(shared, states, samples);
            for (int k = 0; k < block.size(); k++) {
                Confusion table = Confusion.of(tables.get(k), targets);
                sum.addInPlace(table);
                scores.add(score(block.get(k), table));
            }
        }
        return new Evaluation(sum, scores);
    }

    private static Evaluation.ClientScore score(ClientCounts client, Confusion table) {
        return new Evaluation.ClientScore(client.client(), table.accuracy(), table.accuracyUnder(client.classCounts()));
    }
}
