package dev.kintsugi.methods.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.stream.ClassifierOptions;
import dev.kintsugi.methods.stream.DeepPromptOptions;
import dev.kintsugi.methods.stream.PatternPrompts;
import dev.kintsugi.methods.stream.Rounds;
import dev.kintsugi.methods.stream.StreamContract;
import dev.kintsugi.methods.stream.TinyStreamWorkplace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientGraphTest {
    private static ParameterSet client(float weight, float bias) {
        return ParameterSet.of(Map.of(
                "head.weight", FloatArray.copyOf(new long[] {1}, new float[] {weight}),
                "pooler.bias", FloatArray.copyOf(new long[] {1}, new float[] {bias})));
    }

    /**
     * Two views of one value: head (2, 0), pooler (0, 0). Head: products of client 0 are (4, 0), √dim = 1, so A = (e⁴,
     * 1) / (e⁴ + 1); of client 1 (0, 0), so A = (½, ½). Pooler: A = ½ everywhere. Ā is their mean.
     */
    @Test
    void personal_ofTwoClients_isTheMixtureByBothViews() {
        List<ParameterSet> personal = new ClientGraph(List.of(client(2, 0), client(0, 0))).personal();

        double a = Math.exp(4) / (Math.exp(4) + 1);
        double mean = (a + 0.5) / 2;
        double own = a * mean;
        double other = (1 - a) * (1 - mean);
        assertThat((double) personal.get(0).get("head.weight").get(0)).isCloseTo(2 * own / (own + other), within(1e-6));
        assertThat((double) personal.get(1).get("head.weight").get(0)).isCloseTo(1, within(1e-6));
    }

    @Test
    void fedMSplitP_withOneClientAndNoWeight_equalsFedAvgP() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.withHoles(12);
        FedMSplitP.Options free = new FedMSplitP.Options(0, DeepPromptOptions.DEFAULTS, ClassifierOptions.DEFAULTS);

        ServerState split =
                Rounds.run(FedMSplitP.factory(), free, StreamContract.TRAINING, workplace, 3, List.of("c0"));
        ServerState plain = Rounds.run(
                FedAvgP.factory(), MapOptions.DEFAULTS, StreamContract.TRAINING, workplace, 3, List.of("c0"));

        assertThat(split.shared().get(PatternPrompts.PROMPTS).toArray())
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(plain.shared().get(PatternPrompts.PROMPTS).toArray());
    }
}
