package dev.kintsugi.engine.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.metric.ConditionMetrics;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.engine.feature.ArrayFeatures;
import dev.kintsugi.engine.missing.TestCondition;
import dev.kintsugi.engine.runner.MemoryLocalStates;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Four rows with the classes 0 1 1 0. Right with the image: r0 and r2; with the text: r1, r2 and r3; with both: all (r3
 * by a tie, which the first class wins).
 */
class ConditionsTest {
    private static final List<Modality> MODALITIES = List.of(Modality.IMAGE, Modality.TEXT);
    private static final long IMAGE = 1;
    private static final long TEXT = 2;
    private static final long BOTH = 3;
    private static final Targets TARGETS = Targets.single(List.of("a", "b"), new int[] {0, 1, 1, 0});
    private static final ArrayFeatures IMAGES = new ArrayFeatures(2, new float[] {2, 0, 1, 0, 0, 1, 0, 1});
    private static final ArrayFeatures TEXTS = new ArrayFeatures(2, new float[] {0, 1, 0, 2, 0, 1, 1, 0});
    private static final Samples SAMPLES = Samples.of(
            PresenceTable.complete(MODALITIES, 4), kind -> kind.modality().equals(Modality.IMAGE) ? IMAGES : TEXTS);
    private static final List<TestCondition> CONDITIONS = List.of(
            condition("train", IMAGE, TEXT, BOTH, BOTH),
            condition("complete", BOTH, BOTH, BOTH, BOTH),
            condition("only-image", IMAGE, IMAGE, IMAGE, IMAGE),
            condition("only-text", TEXT, TEXT, TEXT, 0));

    private static TestCondition condition(String name, long... masks) {
        return new TestCondition(name, new PresenceTable(MODALITIES, masks));
    }

    private static Evaluator evaluator() {
        List<Evaluator.ClientCounts> clients = List.of(new Evaluator.ClientCounts("c0", new long[] {1, 1}));
        return new Evaluator(TARGETS, SAMPLES, CONDITIONS, clients, false, AskedKinds.NONE);
    }

    private static List<ConditionEvaluation> evaluate(PresenceVote method) {
        return evaluator()
                .evaluateAll(method, ParameterSet.empty(), new MemoryLocalStates(client -> ParameterSet.empty()));
    }

    @Test
    void conditions_areScoredOncePerDistinctRowAndPresence() {
        PresenceVote method = new PresenceVote(List.of(), true);
        List<ConditionEvaluation> results = evaluate(method);

        // r0, r1 and r2 with image, text and both, r3 with image and both; the conditions have 15 rows in all
        assertThat(method.calls).containsExactly(11);
        assertThat(results)
                .extracting(ConditionEvaluation::name)
                .containsExactly("train", "complete", "only-image", "only-text");
        assertThat(results)
                .extracting(result -> result.evaluation().accuracy())
                .containsExactly(1.0, 1.0, 2 / 4.0, 2 / 3.0);
        assertThat(results).extracting(ConditionEvaluation::leftOut).containsExactly(0, 0, 0, 1);
    }

    @Test
    void scoresThatDependOnTheBatch_areTakenPerCondition() {
        PresenceVote method = new PresenceVote(List.of(), false);
        List<ConditionEvaluation> together = evaluate(new PresenceVote(List.of(), true));

        assertThat(evaluate(method))
                .extracting(ConditionEvaluation::metrics)
                .isEqualTo(together.stream().map(ConditionEvaluation::metrics).toList());
        assertThat(method.calls).containsExactly(4, 4, 4, 3);
    }

    @Test
    void rowsWithoutWhatTheMethodNeeds_areLeftOutAndCounted() {
        List<ConditionEvaluation> results = evaluate(new PresenceVote(List.of(Modality.IMAGE), true));

        assertThat(results).extracting(ConditionEvaluation::name).containsExactly("train", "complete", "only-image");
        assertThat(results).extracting(ConditionEvaluation::leftOut).containsExactly(1, 0, 0);
        assertThat(results.get(0).evaluation().counts().rows()).isEqualTo(3);
    }

    @Test
    void clients_withTestRowsOfTheirOwn_areRankedOnThese() {
        List<Evaluator.ClientCounts> clients = List.of(
                new Evaluator.ClientCounts("owner", new long[] {2, 0}, Optional.of(new int[] {0, 3})),
                new Evaluator.ClientCounts("other", new long[] {1, 1}));
        List<ConditionMetrics> results = new Evaluator(
                        TARGETS, SAMPLES, CONDITIONS.subList(2, 3), clients, false, AskedKinds.NONE)
                .evaluateAll(
                        new PresenceVote(List.of(), true),
                        ParameterSet.empty(),
                        new MemoryLocalStates(client -> ParameterSet.empty()))
                .get(0)
                .clients();

        // images say 0 0 1 1 with margins for a of 2, 1, -1, -1. r0 and r3 are both a and said to be a and b: F1 of a
        // is 2/3,
        // of b 0; without a row of b nothing ranks before an a.
        ConditionMetrics owner = results.get(0);
        assertThat(owner.rows()).isEqualTo(2);
        assertThat(owner.macroF1()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(owner.microF1()).isEqualTo(0.5);
        assertThat(owner.averagePrecision()).isEqualTo(1);
        assertThat(owner.auroc()).isNaN();
        // all rows: of a (1 + 2/4) / 2, of b (1/2 + 2/3) / 2
        ConditionMetrics other = results.get(1);
        assertThat(other.rows()).isEqualTo(4);
        assertThat(other.macroF1()).isEqualTo(0.5);
        assertThat(other.averagePrecision()).isCloseTo((3 / 4.0 + 7 / 12.0) / 2, within(1e-12));
    }

    @Test
    void parts_ofACondition_splitItByWhatIsLeft() {
        List<ConditionEvaluation.Part> parts =
                evaluate(new PresenceVote(List.of(), true)).get(0).parts();

        assertThat(parts).extracting(ConditionEvaluation.Part::present).containsExactly("image+text", "image", "text");
        assertThat(parts).extracting(ConditionEvaluation.Part::rows).containsExactly(2, 1, 1);
        assertThat(parts).extracting(ConditionEvaluation.Part::accuracy).containsExactly(1.0, 1.0, 1.0);
        // r2 and r3 score (0, 2) and (1, 1), so that a ranks r3 first and b ranks r2 first: right. One row has no pair.
        assertThat(parts).extracting(ConditionEvaluation.Part::auroc).containsExactly(1.0, Double.NaN, Double.NaN);
        assertThat(parts).extracting(ConditionEvaluation.Part::averagePrecision).containsExactly(1.0, 1.0, 1.0);
    }

    @Test
    void parts_ofMultiLabelRows_rankTheirOwnRows() {
        // With both, r2 (0, 2) is b and r3 (1, 1) has both: a ranks r3, its only one, first; b has no other row.
        // With the image alone, r0 (2, 0) has b: no row has a, and b's only row is all there is.
        // With the text alone, r1 (0, 2) has nothing: no class has a row.
        Targets targets = new Targets(List.of("a", "b"), new int[][] {{1}, {}, {1}, {0, 1}});
        List<ConditionEvaluation.Part> parts =
                multiLabel(targets, CONDITIONS.get(0)).parts();

        assertThat(parts).extracting(ConditionEvaluation.Part::present).containsExactly("image+text", "image", "text");
        assertThat(parts).extracting(ConditionEvaluation.Part::auroc).containsExactly(1.0, Double.NaN, Double.NaN);
        assertThat(parts).extracting(ConditionEvaluation.Part::averagePrecision).containsExactly(1.0, 1.0, Double.NaN);

        // All four rows with the image: a scores 2, 1, 0, 0 and is r3's, tied at the end with r2: 0 of 2 before it and
        // half of a tie, 0.5 of 3 pairs, and precision 1 of 4. b scores 0, 0, 1, 1 and is that of r0, r2 and r3, of
        // which two rank before r1 and one ties with it: 2.5 of 3 pairs, and precision (1 + 1 + 3/4) / 3.
        ConditionEvaluation images = multiLabel(targets, CONDITIONS.get(2));
        assertThat(images.parts()).hasSize(1);
        assertThat(images.parts().get(0).auroc()).isCloseTo((0.5 / 3 + 2.5 / 3) / 2, within(1e-15));
        assertThat(images.parts().get(0).averagePrecision()).isCloseTo((1 / 4.0 + 2.75 / 3) / 2, within(1e-15));
        // A condition of one part has that part's numbers, and result.json has them.
        assertThat(images.parts().get(0).averagePrecision())
                .isEqualTo(images.metrics().averagePrecision());
        JsonNode written = RoundRecord.full(images, List.of("a", "b")).at("/patterns/0");
        assertThat(written.path("auroc").asDouble())
                .isEqualTo(images.parts().get(0).auroc());
        assertThat(written.path("averagePrecision").asDouble())
                .isEqualTo(images.parts().get(0).averagePrecision());
    }

    private static ConditionEvaluation multiLabel(Targets targets, TestCondition condition) {
        return new Evaluator(targets, SAMPLES, List.of(condition), List.of(), true, AskedKinds.NONE)
                .evaluateAll(
                        new PresenceVote(List.of(), true),
                        ParameterSet.empty(),
                        new MemoryLocalStates(client -> ParameterSet.empty()))
                .get(0);
    }

    @Test
    void mainCondition_aloneGivesTheSameNumbers() {
        PresenceVote method = new PresenceVote(List.of(), true);
        Evaluation main = evaluator()
                .evaluate(method, ParameterSet.empty(), new MemoryLocalStates(client -> ParameterSet.empty()));

        assertThat(method.calls).containsExactly(4);
        assertThat(main.accuracy()).isEqualTo(1.0);
        assertThat(main.clients())
                .isEqualTo(evaluate(method).get(0).evaluation().clients());
    }

    @Test
    void multiLabelRows_areDecidedPerClass() {
        // Sums with both: (2, 1), (1, 2), (0, 2), (1, 1): above 0 are a b, a b, b, a b
        Targets targets = new Targets(List.of("a", "b"), new int[][] {{0, 1}, {1}, {1}, {}});
        ConditionEvaluation result = multiLabel(targets, CONDITIONS.get(1));

        assertThat(result.evaluation().confusion()).isEmpty();
        assertThat(result.evaluation().accuracy()).isEqualTo(2 / 4.0);
        // a: TP r0, FP r1 r3: 2/4; b: TP r0 r1 r2, FP r3: 6/7
        assertThat(result.evaluation().macroF1()).isEqualTo((2 / 4.0 + 6 / 7.0) / 2);
        // together: TP 4, FP 3: 8/11
        assertThat(result.metrics().microF1()).isEqualTo(8 / 11.0);
    }
}
