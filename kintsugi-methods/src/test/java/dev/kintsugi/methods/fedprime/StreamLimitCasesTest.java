package dev.kintsugi.methods.fedprime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.alignment.PoolAggregation;
import dev.kintsugi.methods.alignment.PositionMean;
import dev.kintsugi.methods.alignment.PromptAlignment;
import dev.kintsugi.methods.map.CentralisedP;
import dev.kintsugi.methods.map.FedAvgP;
import dev.kintsugi.methods.map.FedProxP;
import dev.kintsugi.methods.map.MapOptions;
import dev.kintsugi.methods.msp.Msp;
import dev.kintsugi.methods.stream.ClassifierOptions;
import dev.kintsugi.methods.stream.DeepPromptOptions;
import dev.kintsugi.methods.stream.PatternPrompts;
import dev.kintsugi.methods.stream.PoolOptions;
import dev.kintsugi.methods.stream.Rounds;
import dev.kintsugi.methods.stream.StreamContract;
import dev.kintsugi.methods.stream.TinyStreamWorkplace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StreamLimitCasesTest {
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");
    private static final PoolOptions POOL = new PoolOptions(
            6,
            2,
            0.01,
            PoolOptions.Retrieval.SAMPLE,
            PoolOptions.Query.MAXIMUM,
            PoolOptions.Reference.EMPTY,
            PoolOptions.Projection.NONE,
            PoolOptions.ReadAt.TEXT);

    private static ServerState run(MethodFactory factory, Record options, TinyStreamWorkplace workplace) {
        return Rounds.run(factory, options, StreamContract.TRAINING, workplace, 3, CLIENTS);
    }

    @Test
    void fedProxP_withoutWeight_equalsFedAvgPBitForBit() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.withHoles(9, 4, 12);
        FedProxP.Options free = new FedProxP.Options(0, DeepPromptOptions.DEFAULTS, ClassifierOptions.DEFAULTS);

        assertThat(run(FedProxP.factory(), free, workplace))
                .isEqualTo(run(FedAvgP.factory(), MapOptions.DEFAULTS, workplace));
    }

    @Test
    void fedInter_withPositionMeans_equalsFedIntraBitForBit() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.complete(9, 4, 12);
        AlignedOptions inter = new AlignedOptions(POOL, PositionMean.DEFAULTS, ClassifierOptions.DEFAULTS);
        FedIntra.Options intra = new FedIntra.Options(POOL, ClassifierOptions.DEFAULTS);

        ParameterSet aligned = run(FedInter.factory(), inter, workplace).shared();
        ParameterSet averaged = run(FedIntra.factory(), intra, workplace).shared();

        assertThat(aligned.get("prompt.inter")).isEqualTo(averaged.get("prompt.intra"));
        assertThat(aligned.get("head.weight")).isEqualTo(averaged.get("head.weight"));
        assertThat(aligned.get("pooler.weight")).isEqualTo(averaged.get("pooler.weight"));
    }

    @Test
    void fedPrimeAveraged_equalsFedPrimeWithPositionMeansBitForBit() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.withHoles(9, 4, 12);
        AlignedOptions means = new AlignedOptions(POOL, PositionMean.DEFAULTS, ClassifierOptions.DEFAULTS);
        FedIntra.Options averaged = new FedIntra.Options(POOL, ClassifierOptions.DEFAULTS);

        assertThat(run(FedPrimeAveraged.factory(), averaged, workplace))
                .isEqualTo(run(FedPrime.factory(), means, workplace));
    }

    @Test
    void fedPrimeReleased_withTheOptionsOfFedPrime_equalsItBitForBit() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.withHoles(9, 4, 12);
        AlignedOptions clean = new AlignedOptions(POOL, PromptAlignment.DEFAULTS, ClassifierOptions.DEFAULTS);
        FedPrimeReleased.Options same =
                new FedPrimeReleased.Options(POOL, PromptAlignment.DEFAULTS, ClassifierOptions.DEFAULTS);

        assertThat(run(FedPrimeReleased.factory(), same, workplace))
                .isEqualTo(run(FedPrime.factory(), clean, workplace));
    }

    @Test
    void fedAvgP_onCompleteData_leavesThePromptsOfHolesAsTheyStarted() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.complete(9, 4, 12);
        float[] start = run0().get(PatternPrompts.PROMPTS).toArray();

        float[] learned = run(FedAvgP.factory(), MapOptions.DEFAULTS, workplace)
                .shared()
                .get(PatternPrompts.PROMPTS)
                .toArray();

        int perPattern = start.length / 3; // complete, no text, no image
        assertThat(Arrays.copyOfRange(learned, perPattern, start.length))
                .isEqualTo(Arrays.copyOfRange(start, perPattern, start.length));
        assertThat(Arrays.copyOf(learned, perPattern)).isNotEqualTo(Arrays.copyOf(start, perPattern));
    }

    private static ParameterSet run0() {
        return Rounds.run(
                        FedAvgP.factory(),
                        MapOptions.DEFAULTS,
                        StreamContract.TRAINING,
                        TinyStreamWorkplace.complete(1),
                        0,
                        List.of())
                .shared();
    }

    @Test
    void fedPrime_withPoolsOfOneOrder_equalsPositionMeansByUse() {
        // All clients start from one pool and move its prompts little beside what lies between them, so that they stay
        // in one order. Both merges then sum examples × share of uses × prompt in double and in client order.
        TinyStreamWorkplace workplace = TinyStreamWorkplace.withHoles(9, 4, 12);
        ServerState aligned = run(FedPrime.factory(), aligned(PromptAlignment.DEFAULTS), workplace);

        assertThat(aligned).isEqualTo(run(FedPrime.factory(), aligned(new PositionMean(true)), workplace));
        // Clients differ in use and examples, so that a mean by examples alone is another one.
        assertThat(aligned.shared().get("prompt.inter"))
                .isNotEqualTo(run(FedPrime.factory(), aligned(PositionMean.DEFAULTS), workplace)
                        .shared()
                        .get("prompt.inter"));
    }

    private static AlignedOptions aligned(PoolAggregation alignment) {
        return new AlignedOptions(POOL, alignment, ClassifierOptions.DEFAULTS);
    }

    @Test
    void pfpt_withPositionMeansAndRetrievalPerSample_equalsFedIntraBitForBit() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.withHoles(9, 4, 12);
        PoolOptions released = Pfpt.Options.DEFAULTS.pool();
        PoolOptions perSample = new PoolOptions(
                released.size(),
                released.taken(),
                released.pull(),
                PoolOptions.Retrieval.SAMPLE,
                released.query(),
                released.reference(),
                released.projection(),
                released.readAt());

        ParameterSet merged = run(
                        Pfpt.factory(),
                        new Pfpt.Options(perSample, PositionMean.DEFAULTS, ClassifierOptions.DEFAULTS),
                        workplace)
                .shared();
        ParameterSet averaged = run(
                        FedIntra.factory(), new FedIntra.Options(perSample, ClassifierOptions.DEFAULTS), workplace)
                .shared();

        assertThat(released.pull()).isNegative(); // pushed apart
        assertThat(merged.get("prompt.inter")).isEqualTo(averaged.get("prompt.intra"));
        assertThat(merged.get("head.weight")).isEqualTo(averaged.get("head.weight"));
    }

    /** All samples have a text alone, pattern 2; both start from the same prompts for it. */
    @Test
    void msp_ofSamplesWithOneModalityAndWithoutOrthogonality_isFedAvgPWithAnotherStart() {
        TinyStreamWorkplace workplace = new TinyStreamWorkplace(row -> 0b10, 12);
        LocalTraining training =
                new LocalTraining(2, 8, new OptimizerOptions.Sgd(0.5, 0, 0), ScheduleOptions.Constant.DEFAULTS, 0);
        Msp.Options free = new Msp.Options(DeepPromptOptions.DEFAULTS, 0, ClassifierOptions.DEFAULTS);
        try (Method msp = Msp.factory().create(workplace, free, training);
                Method map = FedAvgP.factory().create(workplace, MapOptions.DEFAULTS, training)) {
            ParameterSet start = msp.start(1).shared();
            float[] text = start.get("prompt.text").toArray();
            ParameterSet started = map.start(1).shared();
            FloatArray prompts = started.get(PatternPrompts.PROMPTS);
            float[] patterns = prompts.toArray();
            System.arraycopy(text, 0, patterns, 2 * text.length, text.length);
            Map<String, FloatArray> same = new TreeMap<>(started.asMap());
            same.put(PatternPrompts.PROMPTS, FloatArray.owning(prompts.shape(), patterns));

            ParameterSet byModality = train(msp, start);
            ParameterSet byPattern = train(map, ParameterSet.of(same));

            float[] learned = byModality.get("prompt.text").toArray();
            float[] expected = byPattern.get(PatternPrompts.PROMPTS).toArray();
            assertThat(learned)
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(Arrays.copyOfRange(expected, 2 * text.length, 3 * text.length));
            assertThat(byModality.get("head.weight").toArray())
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(byPattern.get("head.weight").toArray());
            assertThat(IntStream.range(0, text.length).mapToDouble(i -> Math.abs(learned[i] - text[i])))
                    .anyMatch(moved -> moved > 1e-4);
            assertThat(byModality.get("prompt.image")).isEqualTo(start.get("prompt.image"));
        }
    }

    private static ParameterSet train(Method method, ParameterSet shared) {
        ClientTask task = new ClientTask(1, 1, "c0", 1, shared);
        return method.train(List.of(task), List.of(ParameterSet.empty()))
                .get(0)
                .update()
                .shared();
    }

    @Test
    void centralisedP_equalsFedAvgPWithOneClientThatOwnsAllData() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.withHoles(25);
        List<String> owner = List.of("c0"); // the engine pools the clients; here one owns the pool from the start

        ServerState pooled =
                Rounds.run(CentralisedP.factory(), MapOptions.DEFAULTS, StreamContract.TRAINING, workplace, 3, owner);

        assertThat(pooled)
                .isEqualTo(Rounds.run(
                        FedAvgP.factory(), MapOptions.DEFAULTS, StreamContract.TRAINING, workplace, 3, owner));
    }
}
