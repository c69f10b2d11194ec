package dev.kintsugi.methods.fedmgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.Federated;
import dev.kintsugi.methods.prompt.TinyWorkplace;
import dev.kintsugi.methods.promptfl.PromptFl;
import dev.kintsugi.methods.stream.TinyStreamWorkplace;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.bench.RandomBackbone;
import dev.kintsugi.nn.prompt.ClassPrompts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FedMgpTest {
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");

    private static LocalTraining training(double rate) {
        return new LocalTraining(2, 8, new OptimizerOptions.Sgd(rate, 0.9, 5e-4), ScheduleOptions.Constant.DEFAULTS, 0);
    }

    private static FedMgpOptions options(
            int groups,
            int sent,
            int visionLength,
            double weight,
            FedMgpOptions.Diversity diversity,
            FedMgpOptions.Distance distance) {
        return new FedMgpOptions(
                groups, sent, 1, visionLength, weight, diversity, distance, 4, "", ContextOptions.Sentences.TRIMMED);
    }

    private static FedMgpOptions options(int groups, int sent, int visionLength, double weight) {
        return options(groups, sent, visionLength, weight, FedMgpOptions.Diversity.APART, FedMgpOptions.Distance.L1);
    }

    private static Method fedMgp(Workplace workplace, FedMgpOptions options, double rate) {
        return FedMgp.factory().create(workplace, options, training(rate));
    }

    @Test
    void oneGroupOfTextWithoutDiversity_equalsPromptFlBitForBit() {
        TinyWorkplace workplace = new TinyWorkplace(16, 16, 16);
        ContextOptions context = new ContextOptions(4, "", ClassPrompts.Position.END, ContextOptions.Sentences.TRIMMED);
        try (Method ours = fedMgp(workplace, options(1, 1, 0, 0), 0.05);
                Method plain = PromptFl.factory().create(workplace, context, training(0.05))) {
            Federated found = Federated.inOneBlock(ours, 3, CLIENTS);
            Federated expected = Federated.inOneBlock(plain, 3, CLIENTS);

            assertThat(found.state().shared().get(FedMgpLearner.TEXT).toArray())
                    .containsExactly(
                            expected.state().shared().get(ContextModel.CONTEXT).toArray());
            List<ParameterSet> nobody = List.of(ParameterSet.empty());
            assertThat(ours.scores(found.state().shared(), nobody, workplace.samples())
                            .get(0))
                    .containsExactly(plain.scores(expected.state().shared(), nobody, workplace.samples())
                            .get(0));
        }
    }

    @Test
    void round_sendsAndKeepsEveryGroupOnceWithItsPair() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.ofClip(row -> 0b11, 9, 5, 12);
        // so low a rate changes no bit, so that groups can be recognised
        try (Method method = fedMgp(workplace, options(4, 2, 2, 1), 1e-30)) {
            List<List<Float>> start = pairs(method.start(1).shared().plus(method.startLocal("c0", 1)));
            Federated found = Federated.inOneBlock(method, 1, CLIENTS);

            List<List<List<Float>>> orders = new ArrayList<>();
            for (int k = 0; k < CLIENTS.size(); k++) {
                List<List<Float>> all = pairs(
                        found.updates().get(k).shared().plus(found.locals().get(k)));
                assertThat(all).containsExactlyInAnyOrderElementsOf(start);
                orders.add(all);
            }
            assertThat(orders.get(0)).isNotEqualTo(orders.get(2)); // every client draws for itself
        }
    }

    /** Returns text and image prompt of each group, one behind the other. */
    private static List<List<Float>> pairs(ParameterSet values) {
        List<List<Float>> text = groups(values, FedMgpLearner.TEXT);
        List<List<Float>> image = groups(values, FedMgpLearner.IMAGE);
        List<List<Float>> pairs = new ArrayList<>();
        for (int group = 0; group < text.size(); group++) {
            List<Float> pair = new ArrayList<>(text.get(group));
            pair.addAll(image.get(group));
            pairs.add(pair);
        }
        return pairs;
    }

    private static List<List<Float>> groups(ParameterSet values, String kind) {
        List<List<Float>> groups = new ArrayList<>();
        for (String name : List.of(kind, kind + FedMgpLearner.KEPT)) {
            FloatArray stacked = values.get(name);
            int size = stacked.size() / (int) stacked.shape()[0];
            for (int from = 0; from < stacked.size(); from += size) {
                List<Float> group = new ArrayList<>();
                for (int i = from; i < from + size; i++) {
                    group.add(stacked.get(i));
                }
                groups.add(group);
            }
        }
        return groups;
    }

    @ParameterizedTest
    @EnumSource(FedMgpOptions.Distance.class)
    void diversity_apartSpreadsTheGroupsFurtherThanTogether(FedMgpOptions.Distance distance) {
        TinyWorkplace workplace = new TinyWorkplace(16);
        double[] spread = new double[2];
        for (FedMgpOptions.Diversity diversity : FedMgpOptions.Diversity.values()) {
            try (Method method = fedMgp(workplace, options(3, 3, 0, 20, diversity, distance), 0.01)) {
                Federated found = Federated.inOneBlock(method, 2, List.of("c0"));
                spread[diversity.ordinal()] = classScoreSpread(method, found, workplace);
            }
        }
        assertThat(spread[FedMgpOptions.Diversity.APART.ordinal()])
                .isGreaterThan(spread[FedMgpOptions.Diversity.TOGETHER.ordinal()]);
    }

    /** Returns how far the scores of single groups are from each other, mean absolute difference of two of them. */
    private static double classScoreSpread(Method method, Federated found, TinyWorkplace workplace) {
        FloatArray text = found.state().shared().get(FedMgpLearner.TEXT);
        long[] shape = {1, text.shape()[1], text.shape()[2]};
        int size = text.size() / 3;
        List<float[]> scores = new ArrayList<>();
        for (int group = 0; group < 3; group++) {
            float[] own = Arrays.copyOfRange(text.toArray(), group * size, (group + 1) * size);
            ParameterSet single = ParameterSet.of(FedMgpLearner.TEXT, FloatArray.owning(shape.clone(), own));
            scores.add(method.scores(single, List.of(ParameterSet.empty()), workplace.samples())
                    .get(0));
        }
        double sum = 0;
        for (int i = 0; i < scores.get(0).length; i++) {
            sum += Math.abs(scores.get(0)[i] - scores.get(1)[i]) + Math.abs(scores.get(1)[i] - scores.get(2)[i]);
        }
        return sum;
    }

    @Test
    void scores_areTheMeanOfThoseOfTheGroups() {
        TinyWorkplace workplace = new TinyWorkplace(5);
        try (Method method = fedMgp(workplace, options(2, 2, 0, 0), 0.05)) {
            FloatArray text = method.start(1).shared().get(FedMgpLearner.TEXT);
            List<ParameterSet> nobody = List.of(ParameterSet.empty());
            float[] both = method.scores(method.start(1).shared(), nobody, workplace.samples())
                    .get(0);
            float[] mean = new float[both.length];
            for (int group = 0; group < 2; group++) {
                int size = text.size() / 2;
                float[] own = Arrays.copyOfRange(text.toArray(), group * size, (group + 1) * size);
                long[] shape = {1, text.shape()[1], text.shape()[2]};
                ParameterSet single = ParameterSet.of(FedMgpLearner.TEXT, FloatArray.owning(shape, own));
                float[] part =
                        method.scores(single, nobody, workplace.samples()).get(0);
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += part[i] / 2;
                }
            }
            for (int i = 0; i < both.length; i++) {
                assertThat((double) both[i]).isCloseTo(mean[i], within(1e-4));
            }
        }
    }

    @Test
    void imagePrompts_learn() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.ofClip(row -> 0b11, 9, 5, 12);
        try (Method method = fedMgp(workplace, options(2, 1, 2, 1), 0.05)) {
            Federated found = Federated.inOneBlock(method, 1, CLIENTS);
            assertThat(found.state().shared().get(FedMgpLearner.IMAGE))
                    .isNotEqualTo(method.start(1).shared().get(FedMgpLearner.IMAGE));
            assertThat(found.locals().get(0).names())
                    .containsExactly(FedMgpLearner.IMAGE + FedMgpLearner.KEPT, FedMgpLearner.TEXT + FedMgpLearner.KEPT);
        }
    }

    @Test
    void imagePrompts_onATowerWithoutTokens_areAnErrorThatSaysWhatToSet() {
        try (TwoTower backbone = RandomBackbone.textOnly(1, 16, 2)) {
            assertThatThrownBy(() -> new ImagePrompts(backbone))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("set vision-length to 0");
        }
    }

    @Test
    void moreSentThanGroups_isAnErrorThatSaysBoth() {
        assertThatThrownBy(() -> options(2, 3, 0, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessage("sent must be at most the 2 groups of a client, but was 3");
    }
}
