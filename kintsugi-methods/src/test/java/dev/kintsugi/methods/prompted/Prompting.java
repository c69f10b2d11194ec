package dev.kintsugi.methods.prompted;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.alignment.PoolAggregation;
import dev.kintsugi.methods.alignment.PromptAlignment;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import java.util.ArrayList;
import java.util.List;

/** Small settings of prompted towers for the tiny CLIP, and rounds with them. */
public final class Prompting {
    /** Plain SGD with some momentum. */
    public static final LocalTraining TRAINING =
            new LocalTraining(2, 4, new OptimizerOptions.Sgd(0.05, 0.9, 0), ScheduleOptions.Constant.DEFAULTS, 0);

    /** Nothing of a client's own. */
    public static final PersonalOptions SHARED = PersonalOptions.DEFAULTS;
    /** An own part with contrast. */
    public static final PersonalOptions OWN = new PersonalOptions(2, 0.5, 0.5, 0.02);
    /** No pools. */
    public static final PoolSettings NO_POOLS = PoolSettings.DEFAULTS;
    /** Both pools of a tower. */
    public static final PoolSettings POOLS =
            new PoolSettings(6, 2, 0.1, List.of(PoolSettings.Kind.values()), PromptAlignment.DEFAULTS);

    private Prompting() {}

    /** Prompts of length 3 at both layers. */
    public static PromptedOptions options(PersonalOptions personal, PoolSettings pool) {
        return new PromptedOptions(NetworkOptions.DEFAULTS, new PromptOptions(3, 2, 0.02), personal, pool);
    }

    /** One pool of which every prompt is taken, and no other prompts. */
    static PromptedOptions wholePool(int size, double pull, PoolSettings.Kind kind, PoolAggregation alignment) {
        return new PromptedOptions(
                NetworkOptions.DEFAULTS,
                new PromptOptions(0, 1, 0.02),
                SHARED,
                new PoolSettings(size, size, pull, List.of(kind), alignment));
    }

    /** What rounds came to, every client in a block of its own. */
    public record Rounds(ServerState state, List<ParameterSet> locals, List<ClientUpdate> updates) {}

    /** Runs rounds. */
    public static Rounds run(
            MethodFactory factory, Record options, Workplace workplace, int rounds, List<String> clients) {
        try (Method method = factory.create(workplace, options, TRAINING)) {
            ServerState state = method.start(1);
            List<ParameterSet> locals = new ArrayList<>(
                    clients.stream().map(client -> method.startLocal(client, 1)).toList());
            List<ClientUpdate> updates = List.of();
            for (int round = 1; round <= rounds; round++) {
                updates = new ArrayList<>();
                for (int k = 0; k < clients.size(); k++) {
                    String client = clients.get(k);
                    ClientTask task = new ClientTask(round, rounds, client, 1, method.forClient(state, client));
                    ClientOutcome outcome =
                            method.train(List.of(task), List.of(locals.get(k))).get(0);
                    locals.set(k, outcome.local());
                    updates.add(outcome.update());
                }
                state = method.aggregate(state, updates);
            }
            return new Rounds(state, locals, updates);
        }
    }

    static Rounds run(PromptedOptions options, Workplace workplace, int rounds, List<String> clients) {
        return run(FedMultimodalPrompt.factory(), options, workplace, rounds, clients);
    }
}
