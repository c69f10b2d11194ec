package dev.kintsugi.engine.runner;

import dev.kintsugi.core.error.ClientFailedException;
import dev.kintsugi.core.error.KintsugiException;
import dev.kintsugi.core.federation.LocalStates;
import dev.kintsugi.core.federation.UpdateTransform;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * What happens at the place where the clients' data lie: fetch local state, train, check, transform, keep local state.
 *
 * <p>Local state is written only after the update passed its checks, so a failed client stays as it was.
 */
public final class ClientHalf {
    private final Method method;
    private final LocalStates localStates;
    private final List<UpdateTransform> transforms;

    /** Creates the client half of a method. */
    public ClientHalf(Method method, LocalStates localStates, List<UpdateTransform> transforms) {
        this.method = method;
        this.localStates = localStates;
        this.transforms = List.copyOf(transforms);
    }

    /**
     * The updates and failures of one block, each in the order of the block.
     *
     * @param updates of the clients that succeeded
     * @param failures of the others
     */
    public record BlockResult(List<ClientUpdate> updates, List<ClientFailedException> failures) {}

    /**
     * Trains a block; what a method, a transform or the store of local states throws becomes a failure.
     *
     * <p>An exception in training fails the whole block, one after it only the client that it concerns.
     */
    public BlockResult train(List<ClientTask> block) {
        List<ClientOutcome> outcomes;
        try {
            List<ParameterSet> locals =
                    block.stream().map(task -> localStates.get(task.client())).toList();
            outcomes = method.train(block, locals);
            if (outcomes.size() != block.size()) {
                throw new IllegalStateException(
                        "the method gave " + outcomes.size() + " outcomes for " + block.size() + " clients");
            }
        } catch (RuntimeException e) {
            String clients =
                    String.join(", ", block.stream().map(ClientTask::client).toList());
            return new BlockResult(List.of(), List.of(failure(block.get(0).round(), clients, "training", e)));
        }
        List<ClientUpdate> updates = new ArrayList<>();
        List<ClientFailedException> failures = new ArrayList<>();
        for (int k = 0; k < block.size(); k++) {
            ClientTask task = block.get(k);
            try {
                updates.add(finish(task, outcomes.get(k)));
            } catch (RuntimeException e) {
                failures.add(failure(task.round(), task.client(), "handing over the update", e));
            }
        }
        return new BlockResult(updates, failures);
    }

    /** Checks and transforms an update, then keeps the local state. */
    private ClientUpdate finish(ClientTask task, ClientOutcome outcome) {
        check(task, outcome.update().shared(), Scope.SHARED);
        check(task, outcome.local(), Scope.LOCAL);
        ClientUpdate sent = outcome.update();
        for (UpdateTransform transform : transforms) {
            sent = transform.apply(task, sent);
        }
        localStates.put(task.client(), outcome.local());
        return sent;
    }

    private static ClientFailedException failure(int round, String client, String stage, RuntimeException e) {
        if (e instanceof ClientFailedException failed) {
            return failed;
        }
        // Our own errors speak for themselves; of others, whose messages may go on for pages, the kind is told too.
        String reason = e instanceof KintsugiException ? String.valueOf(e.getMessage()) : e.toString();
        return new ClientFailedException(
                round, client, stage, reason.lines().findFirst().orElse(reason), e);
    }

    /** Checks that exactly the parameters of a scope are there, each of its shape and finite. */
    private void check(ClientTask task, ParameterSet values, Scope scope) {
        TreeSet<String> expected = new TreeSet<>();
        for (ParameterSpec spec : method.parameters()) {
            if (spec.scope() != scope) {
                continue;
            }
            expected.add(spec.name());
            if (values.contains(spec.name())) {
                check(task, spec, values.get(spec.name()));
            }
        }
        if (!values.names().equals(expected)) {
            throw failure(task, "it holds the " + scope + " parameters " + values.names() + ", expected " + expected);
        }
    }

    private static void check(ClientTask task, ParameterSpec spec, FloatArray value) {
        if (!spec.accepts(value.shape())) {
            throw failure(
                    task,
                    "parameter '" + spec.name() + "' has shape " + Arrays.toString(value.shape()) + ", expected "
                            + Arrays.toString(spec.shape()));
        }
        int bad = value.firstNotFinite();
        if (bad >= 0) {
            throw failure(
                    task,
                    "parameter '" + spec.name() + "' has " + value.get(bad) + " at flat index " + bad
                            + "; only finite numbers are accepted (is the learning rate too high?)");
        }
    }

    private static ClientFailedException failure(ClientTask task, String reason) {
        return new ClientFailedException(task.round(), task.client(), "checking the update", reason, null);
    }
}
