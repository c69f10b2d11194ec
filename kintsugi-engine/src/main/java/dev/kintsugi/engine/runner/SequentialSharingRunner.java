package dev.kintsugi.engine.runner;

import dev.kintsugi.core.federation.RoundRunner;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.safetensors.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Lets the clients train one after another and hands some of the shared values on from each to the next; the server
 * gets those of the last.
 *
 * <p>This is no federation: it reproduces what published code does by accident. All values: after the first aggregation
 * all clients there hold the very same objects; here they do from the first round on. Averages are then averages of
 * equal values, and a round makes as many steps in a row as all clients together. Momentum alone: one optimiser is made
 * there for all clients and rounds. Kept to show how much of a published gap it explains.
 */
public final class SequentialSharingRunner implements RoundRunner {
    private final ClientHalf clientHalf;
    private final Predicate<String> handedOn;

    private SequentialSharingRunner(ClientHalf clientHalf, Predicate<String> handedOn) {
        this.clientHalf = clientHalf;
        this.handedOn = handedOn;
    }

    /** Returns a runner whose clients train on one set of weights. */
    public static SequentialSharingRunner ofWeights(ClientHalf clientHalf) {
        return new SequentialSharingRunner(clientHalf, name -> true);
    }

    /** Returns a runner whose clients hand on the momentum, and have weights of their own. */
    public static SequentialSharingRunner ofMomentum(ClientHalf clientHalf) {
        return new SequentialSharingRunner(clientHalf, name -> name.startsWith(ParameterSpec.MOMENTUM));
    }

    @Override
    public Result run(List<ClientTask> tasks) {
        List<ClientUpdate> trained = new ArrayList<>();
        ParameterSet last = tasks.get(0).shared();
        for (ClientTask task : tasks) {
            ParameterSet values = handed(task.shared(), last);
            ClientTask next = new ClientTask(task.round(), task.rounds(), task.client(), task.seed(), values);
            ClientHalf.BlockResult result = clientHalf.train(List.of(next));
            if (!result.failures().isEmpty()) {
                throw result.failures().get(0);
            }
            trained.addAll(result.updates());
            last = result.updates().get(0).shared();
        }
        ParameterSet end = last;
        List<ClientUpdate> updates = trained.stream()
                .map(update -> update.withShared(handed(update.shared(), end)))
                .toList();
        long bytesDown = tasks.stream().mapToLong(WireFormat::size).sum();
        long bytesUp = updates.stream().mapToLong(WireFormat::size).sum();
        return new Result(updates, List.of(), bytesDown, bytesUp);
    }

    /** Returns the values with those that are handed on from {@code last}. */
    private ParameterSet handed(ParameterSet values, ParameterSet last) {
        Map<String, FloatArray> all = new TreeMap<>(values.asMap());
        last.asMap().forEach((name, value) -> {
            if (handedOn.test(name)) {
                all.put(name, value);
            }
        });
        return ParameterSet.of(all);
    }

    @Override
    public void close() {
        // holds nothing
    }
}
