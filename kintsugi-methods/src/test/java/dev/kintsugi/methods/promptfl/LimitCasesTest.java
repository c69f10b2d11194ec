package dev.kintsugi.methods.promptfl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.method.ExportedModel;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.coop.LocalCoOp;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.TinyWorkplace;
import dev.kintsugi.nn.prompt.ClassPrompts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LimitCasesTest {
    private static final LocalTraining TRAINING =
            new LocalTraining(2, 8, new OptimizerOptions.Sgd(0.05, 0.9, 5e-4), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final ContextOptions CONTEXT = ContextOptions.DEFAULTS.starting(4, "");

    private static PromptFlProx.Options prox(double mu) {
        return new PromptFlProx.Options(mu, CONTEXT);
    }

    /** Returns the shared or local context of each client after some rounds. */
    private static List<FloatArray> contexts(
            MethodFactory factory,
            Record options,
            LocalTraining training,
            TinyWorkplace workplace,
            List<String> clients) {
        try (Method method = factory.create(workplace, options, training)) {
            ServerState state = method.start(1);
            List<ParameterSet> locals = new ArrayList<>(
                    clients.stream().map(client -> method.startLocal(client, 1)).toList());
            for (int round = 1; round <= 3; round++) {
                List<ClientTask> block = new ArrayList<>();
                for (String client : clients) {
                    block.add(new ClientTask(round, 3, client, 1, state.shared()));
                }
                List<ClientOutcome> outcomes = method.train(block, locals);
                List<ClientUpdate> updates = new ArrayList<>();
                for (int k = 0; k < clients.size(); k++) {
                    locals.set(k, outcomes.get(k).local());
                    updates.add(outcomes.get(k).update());
                }
                state = method.aggregate(state, updates);
            }
            List<FloatArray> contexts = new ArrayList<>();
            for (ParameterSet local : locals) {
                contexts.add((local.isEmpty() ? state.shared() : local).get(ContextModel.CONTEXT));
            }
            return contexts;
        }
    }

    @Test
    void prox_withoutWeight_equalsPromptFlBitForBit() {
        TinyWorkplace workplace = new TinyWorkplace(9, 5, 20);
        List<String> clients = List.of("c0", "c1", "c2");

        assertThat(contexts(PromptFlProx.factory(), prox(0), TRAINING, workplace, clients))
                .isEqualTo(contexts(PromptFl.factory(), CONTEXT, TRAINING, workplace, clients));
    }

    @Test
    void prox_withWeight_staysNearerToTheServerThanPromptFl() {
        TinyWorkplace workplace = new TinyWorkplace(30);
        List<String> clients = List.of("c0");
        FloatArray start;
        try (Method method = PromptFl.factory().create(workplace, CONTEXT, TRAINING)) {
            start = method.start(1).shared().get(ContextModel.CONTEXT);
        }

        double free = distance(
                start,
                contexts(PromptFl.factory(), CONTEXT, TRAINING, workplace, clients)
                        .get(0));
        double held = distance(
                start,
                contexts(PromptFlProx.factory(), prox(5), TRAINING, workplace, clients)
                        .get(0));

        assertThat(held)
                .isLessThan(0.9 * free); // a term without gradient, as in the released code, would give equality
    }

    private static double distance(FloatArray first, FloatArray second) {
        double squares = 0;
        for (int i = 0; i < first.size(); i++) {
            squares += Math.pow(first.get(i) - second.get(i), 2);
        }
        return Math.sqrt(squares);
    }

    @Test
    void promptFl_withOneClient_equalsLocalCoOpBitForBit() {
        TinyWorkplace workplace = new TinyWorkplace(21);

        assertThat(contexts(PromptFl.factory(), CONTEXT, TRAINING, workplace, List.of("c0")))
                .isEqualTo(contexts(LocalCoOp.factory(), CONTEXT, TRAINING, workplace, List.of("c0")));
    }

    @ParameterizedTest
    @EnumSource(ClassPrompts.Position.class)
    void sentences_byAnyPath_giveTheSameContext(ClassPrompts.Position position) {
        TinyWorkplace workplace = new TinyWorkplace(9, 12);
        List<String> clients = List.of("c0", "c1");

        List<FloatArray> fast = contexts(
                PromptFl.factory(),
                new ContextOptions(4, "", position, ContextOptions.Sentences.SHARED_PREFIX),
                LocalTraining.DEFAULTS,
                workplace,
                clients);

        for (ContextOptions.Sentences twin :
                List.of(ContextOptions.Sentences.TRIMMED, ContextOptions.Sentences.PADDED)) {
            List<FloatArray> plain = contexts(
                    PromptFl.factory(),
                    new ContextOptions(4, "", position, twin),
                    LocalTraining.DEFAULTS,
                    workplace,
                    clients);
            for (int i = 0; i < fast.get(0).size(); i++) {
                assertThat((double) fast.get(0).get(i)).isCloseTo(plain.get(0).get(i), within(1e-5));
            }
        }
    }

    @Test
    void namePosition_isWhereTheClassNameStandsInTrainingAndInTheExport() {
        TinyWorkplace workplace = new TinyWorkplace(9);
        List<List<FloatArray>> learned = new ArrayList<>();
        List<ExportedModel.Context> exported = new ArrayList<>();
        for (ClassPrompts.Position position : ClassPrompts.Position.values()) {
            ContextOptions options = new ContextOptions(5, "", position, CONTEXT.sentences());
            learned.add(contexts(PromptFl.factory(), options, TRAINING, workplace, List.of("c0")));
            try (Method method = PromptFl.factory().create(workplace, options, TRAINING)) {
                ParameterSet shared = method.start(1).shared();
                exported.add(
                        method.exported(shared, ParameterSet.empty()).context().orElseThrow());
            }
        }

        assertThat(learned).doesNotHaveDuplicates();
        // The first half of five vectors, as in CoOp, is 5 / 2 rounded down.
        assertThat(exported).extracting(ExportedModel.Context::vectorsBefore).containsExactly(5, 2, 0);
    }

    @Test
    void export_ofProxAndOfLocalCoOp_isTheirOneContext() {
        TinyWorkplace workplace = new TinyWorkplace(9);
        try (Method prox = PromptFlProx.factory().create(workplace, prox(0.1), TRAINING);
                Method own = LocalCoOp.factory().create(workplace, CONTEXT, TRAINING)) {
            ParameterSet shared = prox.start(1).shared();
            ParameterSet local = own.startLocal("c0", 1);

            ExportedModel ofProx = prox.exported(shared, ParameterSet.empty());
            ExportedModel ofOwn = own.exported(ParameterSet.empty(), local);

            // CONTEXT has four vectors and the name behind them
            ExportedModel.Context context = new ExportedModel.Context(ContextModel.CONTEXT, 4);
            assertThat(ofProx).isEqualTo(new ExportedModel(shared, Optional.of(context)));
            assertThat(ofOwn).isEqualTo(new ExportedModel(local, Optional.of(context)));
        }
    }

    @Test
    void training_onFeaturesThatLeanToTheirClass_lowersTheLoss() {
        TinyWorkplace workplace = new TinyWorkplace(64);
        LocalTraining training =
                new LocalTraining(20, 16, OptimizerOptions.Adam.DEFAULTS, ScheduleOptions.Constant.DEFAULTS, 1.0);
        try (Method method = PromptFl.factory().create(workplace, CONTEXT, training)) {
            ServerState state = method.start(1);
            double first = 0;
            double last = 0;
            for (int round = 1; round <= 4; round++) {
                ClientUpdate update = method.train(
                                List.of(new ClientTask(round, 4, "c0", 1, state.shared())),
                                List.of(ParameterSet.empty()))
                        .get(0)
                        .update();
                last = update.metrics().getOrDefault("loss", Double.NaN);
                first = round == 1 ? last : first;
                state = method.aggregate(state, List.of(update));
            }
            assertThat(last).isLessThan(0.8 * first);
        }
    }

    @Test
    void client_withoutRows_isAnErrorThatNamesIt() {
        try (Method method = PromptFl.factory().create(new TinyWorkplace(3, 0), CONTEXT, TRAINING)) {
            ServerState state = method.start(1);
            assertThatThrownBy(() -> method.train(
                            List.of(new ClientTask(1, 1, "c1", 1, state.shared())), List.of(ParameterSet.empty())))
                    .isInstanceOf(DataException.class)
                    .hasMessage("client 'c1' has no training rows; give it some or leave it out");
        }
    }

    @Test
    void context_tooLongForTheTower_isAnErrorThatNamesTheClass() {
        ContextOptions long77 = ContextOptions.DEFAULTS.starting(200, "");
        assertThatThrownBy(() -> PromptFl.factory().create(new TinyWorkplace(3), long77, TRAINING))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("class 'cat' needs")
                .hasMessageContaining("takes at most");
    }
}
