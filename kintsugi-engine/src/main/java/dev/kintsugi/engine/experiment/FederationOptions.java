package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.federation.SelectionOptions;
import dev.kintsugi.engine.federation.ServerStepOptions;
import dev.kintsugi.engine.federation.TransformOptions;
import java.util.List;

/** How the federation goes on. */
public record FederationOptions(
        @Option(value = "number of rounds, 0 or more", source = "FedPGP, base-to-novel script")
        int rounds,

        @Option("which clients take part in a round") SelectionOptions selection,
        @Option("what carries the tasks to the clients") RunnerOptions runner,
        @Option("rounds between two checkpoints, above 0") int checkpointEvery,

        @Option("rounds between two evaluations, above 0; the last round is always evaluated")
        int evaluateEvery,

        @Option("clients that are evaluated when each has a model of its own or a share of its own, above 0")
        int evaluateClients,

        @Option("split that is evaluated: test, or validation while settings are being chosen")
        EvaluateOn evaluateOn,

        @Option("what happens when a client fails: fail ends the run, skip goes on without it and records it")
        OnFailure onClientFailure,

        @Option("what happens to an update before it leaves the client, in this order")
        List<TransformOptions> transforms,

        @Option("what the server does after the aggregation")
        ServerStepOptions serverStep) {
    /** The split that is evaluated. */
    public enum EvaluateOn {
        /** The held-out test rows. */
        TEST,
        /** The validation rows, for choosing settings without looking at the test rows. */
        VALIDATION;

        /** Returns the name of the split and of the test condition. */
        public String split() {
            return this == TEST ? DataSource.TEST : DataSource.VALIDATION;
        }
    }

    /** What happens when a client fails. */
    public enum OnFailure {
        /** The first failure ends the run. */
        FAIL,
        /** The round goes on without the client. */
        SKIP
    }

    /** The defaults. */
    public static final FederationOptions DEFAULTS = new FederationOptions(
            25,
            SelectionOptions.All.DEFAULTS,
            RunnerOptions.InProcess.DEFAULTS,
            5,
            1,
            200,
            EvaluateOn.TEST,
            OnFailure.FAIL,
            List.of(),
            ServerStepOptions.None.DEFAULTS);

    /** Checks the ranges. */
    public FederationOptions {
        Check.notNegative("rounds", rounds);
        Check.positive("checkpoint-every", checkpointEvery);
        Check.positive("evaluate-every", evaluateEvery);
        Check.positive("evaluate-clients", evaluateClients);
        transforms = List.copyOf(transforms);
    }
}
