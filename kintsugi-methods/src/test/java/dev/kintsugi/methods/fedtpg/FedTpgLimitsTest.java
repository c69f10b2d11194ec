package dev.kintsugi.methods.fedtpg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.method.ExportedModel;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.Federated;
import dev.kintsugi.methods.prompt.TinyWorkplace;
import dev.kintsugi.methods.promptfl.PromptFl;
import dev.kintsugi.nn.prompt.ClassPrompts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FedTpgLimitsTest {
    private static final LocalTraining TRAINING =
            new LocalTraining(2, 8, new OptimizerOptions.Sgd(0.02, 0.9, 1e-5), ScheduleOptions.Constant.DEFAULTS, 0);

    private static Method fedTpg(TinyWorkplace workplace, FedTpgOptions.TrainingClasses classes) {
        FedTpgOptions options = new FedTpgOptions(4, 4, classes, ContextOptions.Sentences.TRIMMED);
        return FedTpg.factory().create(workplace, options, TRAINING);
    }

    /** A workplace of two clients over eight random images with given labels. */
    private static TinyWorkplace labelled(int... labels) {
        TinyWorkplace drawn = new TinyWorkplace(8);
        int width = TinyWorkplace.twoTower().image().embeddingWidth();
        float[] images = new float[8 * width];
        for (int row = 0; row < 8; row++) {
            drawn.features(FeatureKind.pooled(Modality.IMAGE)).copyRow(row, images, row * width);
        }
        return new TinyWorkplace(images, labels, Map.of("c0", new int[] {0, 1, 2, 3}, "c1", new int[] {4, 5, 6, 7}));
    }

    @Test
    void clientsWithAllClasses_ownEqualsAllBitForBit_andOthersDiffer() {
        TinyWorkplace all = labelled(0, 1, 2, 3, 3, 2, 1, 0);
        TinyWorkplace some = labelled(0, 1, 0, 1, 3, 2, 3, 2);
        List<String> clients = List.of("c0", "c1");
        for (TinyWorkplace workplace : List.of(all, some)) {
            try (Method own = fedTpg(workplace, FedTpgOptions.TrainingClasses.OWN);
                    Method whole = fedTpg(workplace, FedTpgOptions.TrainingClasses.ALL)) {
                boolean equal = Federated.inOneBlock(own, 2, clients).equals(Federated.inOneBlock(whole, 2, clients));
                assertThat(equal).isEqualTo(workplace == all);
            }
        }
    }

    @Test
    void clientWithOneClass_hasNothingToTellApartAndLearnsByDecayOnly() {
        TinyWorkplace workplace = labelled(2, 2, 2, 2, 0, 1, 2, 3);
        try (Method method = fedTpg(workplace, FedTpgOptions.TrainingClasses.OWN)) {
            ServerState start = method.start(1);
            ClientUpdate update = method.train(
                            List.of(new ClientTask(1, 1, "c0", 1, start.shared())), List.of(method.startLocal("c0", 1)))
                    .get(0)
                    .update();

            // one class: probability 1 and loss 0; decay takes 2 epochs · 1 step · 0.02 · 1e-5 of a value
            assertThat(update.metrics()).containsEntry("loss", 0.0);
            start.shared()
                    .asMap()
                    .forEach((name, value) -> assertThat(
                                    update.shared().get(name).toArray())
                            .containsExactly(value.toArray(), within(1e-5f)));
        }
    }

    @Test
    void aggregation_ofClientsOfDifferentSizes_isTheUnweightedMean() {
        TinyWorkplace workplace = new TinyWorkplace(3, 30);
        try (Method method = fedTpg(workplace, FedTpgOptions.TrainingClasses.OWN)) {
            Federated trained = Federated.inOneBlock(method, 1, List.of("c0", "c1"));

            assertThat(trained.locals()).allMatch(local -> local.isEmpty());
            trained.state().shared().asMap().forEach((name, merged) -> {
                for (int i = 0; i < merged.size(); i++) {
                    double first = trained.updates().get(0).shared().get(name).get(i);
                    double second = trained.updates().get(1).shared().get(name).get(i);
                    assertThat((double) merged.get(i)).isCloseTo((first + second) / 2, within(1e-6));
                }
            });
        }
    }

    @Test
    void exportedContext_givesTheSameScoresAsAPlainContext() {
        TinyWorkplace workplace = new TinyWorkplace(12);
        ContextOptions four = new ContextOptions(4, "", ClassPrompts.Position.END, ContextOptions.Sentences.TRIMMED);
        try (Method method = fedTpg(workplace, FedTpgOptions.TrainingClasses.OWN);
                Method plain = PromptFl.factory().create(workplace, four, TRAINING)) {
            ParameterSet network = method.start(1).shared();
            ExportedModel exported = method.exported(network, ParameterSet.empty());
            String name = exported.context().orElseThrow().name();
            List<ParameterSet> nothing = List.of(ParameterSet.empty());

            float[] expected =
                    method.scores(network, nothing, workplace.samples()).get(0);
            ParameterSet context =
                    ParameterSet.of(ContextModel.CONTEXT, exported.values().get(name));
            assertThat(plain.scores(context, nothing, workplace.samples()).get(0))
                    .containsExactly(expected, within(1e-4f));
        }
    }

    @Test
    void training_lowersTheLoss() {
        TinyWorkplace workplace = new TinyWorkplace(40);
        LocalTraining training =
                new LocalTraining(5, 16, OptimizerOptions.Adam.DEFAULTS, ScheduleOptions.Constant.DEFAULTS, 1.0);
        try (Method method = FedTpg.factory().create(workplace, FedTpgOptions.DEFAULTS, training)) {
            double first = Federated.inOneBlock(method, 1, List.of("c0"))
                    .updates()
                    .get(0)
                    .metrics()
                    .getOrDefault("loss", Double.NaN);
            double last = Federated.inOneBlock(method, 4, List.of("c0"))
                    .updates()
                    .get(0)
                    .metrics()
                    .getOrDefault("loss", Double.NaN);
            assertThat(last).isLessThan(0.8 * first);
        }
    }
}
