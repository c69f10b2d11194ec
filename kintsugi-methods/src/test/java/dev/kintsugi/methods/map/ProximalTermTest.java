package dev.kintsugi.methods.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.stream.ClassifierOptions;
import dev.kintsugi.methods.stream.DeepPromptOptions;
import dev.kintsugi.methods.stream.Rounds;
import dev.kintsugi.methods.stream.TinyStreamWorkplace;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The proximal term (μ / 2) ‖w − w₀‖² of a client, in two steps over all of its rows. */
class ProximalTermTest {
    private static final double RATE = 0.01;

    static Stream<Arguments> methods() {
        DoubleFunction<Record> prox =
                mu -> new FedProxP.Options(mu, DeepPromptOptions.DEFAULTS, ClassifierOptions.DEFAULTS);
        DoubleFunction<Record> split =
                mu -> new FedMSplitP.Options(mu, DeepPromptOptions.DEFAULTS, ClassifierOptions.DEFAULTS);
        return Stream.of(Arguments.of(FedProxP.factory(), prox), Arguments.of(FedMSplitP.factory(), split));
    }

    private static ParameterSet run(MethodFactory factory, Record options, int steps) {
        LocalTraining training = new LocalTraining(
                Math.max(1, steps), 16, new OptimizerOptions.Sgd(RATE, 0, 0), ScheduleOptions.Constant.DEFAULTS, 0);
        int rounds = steps == 0 ? 0 : 1;
        return Rounds.run(factory, options, training, TinyStreamWorkplace.withHoles(9), rounds, List.of("c0"))
                .shared();
    }

    /**
     * The gradient of the term is μ (w − w₀). It is 0 in the first step, which starts at w₀; the second starts at w₁
     * and goes η μ (w₁ − w₀) less far than without the term, which with η = 0.01 and μ = 40 is 0.4 of the first step.
     */
    @ParameterizedTest
    @MethodSource("methods")
    void secondStep_withTheTerm_takesAShareOfTheFirstBack(MethodFactory factory, DoubleFunction<Record> options) {
        double mu = 40;
        ParameterSet start = run(factory, options.apply(mu), 0);
        ParameterSet one = run(factory, options.apply(mu), 1);
        ParameterSet two = run(factory, options.apply(mu), 2);
        ParameterSet free = run(factory, options.apply(0), 2);

        assertThat(one).isEqualTo(run(factory, options.apply(0), 1));
        for (String name : start.names()) {
            FloatArray taken = two.get(name);
            double largest = 0;
            for (int i = 0; i < taken.size(); i++) {
                double back =
                        0.4 * ((double) one.get(name).get(i) - start.get(name).get(i));
                double found = (double) free.get(name).get(i) - taken.get(i);
                assertThat(found).as(name).isCloseTo(back, within(1e-6));
                largest = Math.max(largest, Math.abs(back));
            }
            assertThat(largest).as(name).isGreaterThan(1e-5);
        }
    }
}
