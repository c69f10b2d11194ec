package dev.kintsugi.engine.federation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.error.ClientFailedException;
import dev.kintsugi.core.error.InterruptedRunException;
import dev.kintsugi.core.federation.ClientSelector;
import dev.kintsugi.core.federation.RoundRunner;
import dev.kintsugi.core.federation.ServerStep;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.engine.checkpoint.Checkpoints;
import dev.kintsugi.engine.checkpoint.Snapshot;
import dev.kintsugi.engine.run.RunLog;
import dev.kintsugi.engine.runner.MemoryLocalStates;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The round loop: select, train, aggregate, step, evaluate, log, checkpoint.
 *
 * <p>All that survives a round is in a {@link Snapshot}; everything else is a function of it and of keys. A run that is
 * killed at any moment and resumed from its newest checkpoint therefore gives the bits of a run that was never killed.
 */
public final class Federation {
    static final String ROUNDS = "rounds.jsonl";
    static final String TIMINGS = "timings.jsonl";

    private final Parts parts;
    private final FederationPlan plan;
    private final RunLog log;

    /**
     * What a federation is made of.
     *
     * @param localStates the clients' local states; the runner's client half works on the same object
     */
    public record Parts(
            Method method,
            MemoryLocalStates localStates,
            RoundRunner runner,
            ClientSelector selector,
            ServerStep serverStep,
            Evaluator evaluator,
            RoundObserver observer,
            StopSignal stop) {}

    /** Creates the loop of one run. */
    public Federation(Parts parts, FederationPlan plan, RunLog log) {
        this.parts = parts;
        this.plan = plan;
        this.log = log;
    }

    /**
     * The end of a run.
     *
     * @param snapshot after the last round, with the local states of the clients that have trained
     * @param evaluation of that state
     */
    public record Outcome(Snapshot snapshot, Evaluation evaluation) {}

    /**
     * Runs from the newest checkpoint, or from the start, to the last round.
     *
     * @throws InterruptedRunException if a stop was asked for; a checkpoint of the last complete round is then written
     * @throws ClientFailedException if a client failed and failures are not skipped
     */
    public Outcome run() {
        Checkpoints checkpoints = new Checkpoints(log.checkpoints());
        Clock clock = new Clock();
        Snapshot now = checkpoints.newest().orElseGet(this::beginning);
        parts.localStates().restore(now.locals());
        log.truncate(ROUNDS, now.roundsLength());
        log.truncate(TIMINGS, now.timingsLength());
        clock.start(now.seconds());
        @Nullable Evaluation last = null;
        if (now.round() == 0 && now.roundsLength() == 0) {
            last = evaluate(now.server());
            long length = log.append(ROUNDS, RoundRecord.round(0, List.of(), null, Double.NaN, last));
            now = new Snapshot(0, now.server(), now.locals(), 0, 0, length, now.timingsLength(), clock.seconds());
            parts.observer().round(0, plan.rounds(), Double.NaN, last);
        }
        for (int round = now.round() + 1; round <= plan.rounds(); round++) {
            Step step = round(round, now, clock);
            now = step.snapshot();
            last = step.evaluation();
            boolean stopping = parts.stop().isRequested() && round < plan.rounds();
            if (plan.checkpoints(round) || stopping) {
                save(checkpoints, now);
            }
            parts.observer().round(round, plan.rounds(), step.loss(), last);
            if (stopping) {
                throw new InterruptedRunException("stopped after round " + round + " of " + plan.rounds()
                        + "; go on with: kintsugi run --resume " + log.folder());
            }
        }
        return new Outcome(whole(now), last == null ? evaluate(now.server()) : last);
    }

    private Snapshot beginning() {
        return new Snapshot(0, parts.method().start(plan.seed()), Map.of(), 0, 0, 0, 0, 0);
    }

    private record Step(
            Snapshot snapshot, double loss, @Nullable Evaluation evaluation) {}

    private Step round(int round, Snapshot before, Clock clock) {
        List<String> cohort = parts.selector().select(plan.seed(), round, plan.clients());
        List<ClientTask> tasks = cohort.stream()
                .map(client -> new ClientTask(
                        round,
                        plan.rounds(),
                        client,
                        plan.seed(),
                        parts.method().forClient(before.server(), client)))
                .toList();
        parts.observer().stage(round, RoundObserver.Stage.SELECTED);
        clock.lap();
        RoundRunner.Result result = carry(tasks);
        double trainSeconds = clock.lap();
        if (!result.failures().isEmpty() && !plan.skipFailedClients()) {
            throw result.failures().get(0);
        }
        parts.observer().stage(round, RoundObserver.Stage.TRAINED);
        ServerState server = merge(round, before.server(), result.updates());
        double aggregateSeconds = clock.lap();
        parts.observer().stage(round, RoundObserver.Stage.AGGREGATED);
        @Nullable Evaluation evaluation = plan.evaluates(round) ? evaluate(server) : null;
        double evaluateSeconds = clock.lap();
        parts.observer().stage(round, RoundObserver.Stage.EVALUATED);
        double loss = meanLoss(result.updates());
        long roundsLength = log.append(ROUNDS, RoundRecord.round(round, cohort, result, loss, evaluation));
        ObjectNode timing = JsonNodeFactory.instance
                .objectNode()
                .put("round", round)
                .put("trainSeconds", trainSeconds)
                .put("aggregateSeconds", aggregateSeconds)
                .put("evaluateSeconds", evaluateSeconds)
                .put("residentBytes", ResidentMemory.bytes());
        long timingsLength = log.append(TIMINGS, timing);
        parts.observer().stage(round, RoundObserver.Stage.LOGGED);
        Snapshot after = new Snapshot(
                round,
                server,
                Map.of(),
                before.bytesDown() + result.bytesDown(),
                before.bytesUp() + result.bytesUp(),
                roundsLength,
                timingsLength,
                clock.seconds());
        return new Step(after, loss, evaluation);
    }

    private RoundRunner.Result carry(List<ClientTask> tasks) {
        if (tasks.isEmpty()) {
            return new RoundRunner.Result(List.of(), List.of(), 0, 0);
        }
        RoundRunner.Result result = parts.runner().run(tasks);
        return plan.countsTraffic() ? result : new RoundRunner.Result(result.updates(), result.failures(), 0, 0);
    }

    private ServerState merge(int round, ServerState before, List<ClientUpdate> updates) {
        if (updates.isEmpty()) {
            return before; // nobody was there, or nobody's update was usable: the state stays as it is
        }
        return parts.serverStep().apply(round, before, parts.method().aggregate(before, updates));
    }

    private Evaluation evaluate(ServerState server) {
        return parts.evaluator().evaluate(parts.method(), server.shared(), parts.localStates());
    }

    private void save(Checkpoints checkpoints, Snapshot now) {
        log.force(ROUNDS);
        log.force(TIMINGS);
        checkpoints.save(whole(now), () -> parts.observer().stage(now.round(), RoundObserver.Stage.CHECKPOINT_WRITTEN));
        parts.observer().stage(now.round(), RoundObserver.Stage.CHECKPOINTED);
    }

    /** Puts the local states in; between checkpoints the clients' store alone has them. */
    private Snapshot whole(Snapshot now) {
        return new Snapshot(
                now.round(),
                now.server(),
                parts.localStates().snapshot(),
                now.bytesDown(),
                now.bytesUp(),
                now.roundsLength(),
                now.timingsLength(),
                now.seconds());
    }

    private static double meanLoss(List<ClientUpdate> updates) {
        double sum = 0;
        double examples = 0;
        for (ClientUpdate update : updates) {
            sum += update.examples() * update.metrics().getOrDefault("loss", Double.NaN);
            examples += update.examples();
        }
        return sum / examples;
    }
}
