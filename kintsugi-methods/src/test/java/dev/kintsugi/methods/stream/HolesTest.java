package dev.kintsugi.methods.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.fedprime.FedInter;
import dev.kintsugi.methods.fedprime.FedPrime;
import dev.kintsugi.methods.fedprime.FedPrimeReleased;
import dev.kintsugi.methods.fedprime.Pfpt;
import dev.kintsugi.methods.map.FedAvgP;
import dev.kintsugi.methods.map.FedMSplitP;
import dev.kintsugi.methods.msp.Msp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HolesTest {
    private static final List<Modality> BOTH = List.of(Modality.IMAGE, Modality.TEXT);
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");

    static Stream<MethodFactory> methods() {
        return Stream.of(
                FedAvgP.factory(),
                FedMSplitP.factory(),
                Msp.factory(),
                FedInter.factory(),
                FedPrime.factory(),
                FedPrimeReleased.factory(),
                Pfpt.factory());
    }

    /** c0 never has an image, c1 never a text, c2 has one complete sample; all are tested on what nobody trained. */
    @ParameterizedTest
    @MethodSource("methods")
    void clients_withoutOneModality_trainAndAreTestedOnUnseenPatterns(MethodFactory factory) {
        TinyStreamWorkplace workplace =
                new TinyStreamWorkplace(row -> row < 6 ? 0b10 : row < 12 ? 0b01 : 0b11, 6, 6, 1);

        ServerState state = run(factory, workplace, List.of(CLIENTS, CLIENTS));

        try (Method method = factory.create(workplace, factory.defaults(), StreamContract.TRAINING)) {
            Set<List<Float>> different = new HashSet<>();
            for (long mask : new long[] {0b01, 0b10, 0b11}) {
                Samples samples = withMask(workplace, mask);
                assertFinite(scores(method, state, samples));
                different.add(floats(scores(method, state, samples)));
                different.add(floats(scores(method, method.start(1), samples)));
            }
            assertThat(different).hasSize(6); // every pattern on its own, before and after the training
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void client_thatJoinsInRoundTwo_startsFromTheSharedStateAndCounts(MethodFactory factory) {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.withHoles(9, 4, 12);
        List<String> early = List.of("c0", "c1");

        ServerState joined = run(factory, workplace, List.of(early, CLIENTS));

        ServerState before = run(factory, workplace, List.of(early));
        try (Method method = factory.create(workplace, factory.defaults(), StreamContract.TRAINING)) {
            assertThat(method.forClient(before, "c2")).isEqualTo(before.shared());
            assertFinite(scores(method, joined, workplace.samples()));
        }
        assertThat(joined.shared())
                .isNotEqualTo(run(factory, workplace, List.of(early, early)).shared());
    }

    private static ServerState run(MethodFactory factory, TinyStreamWorkplace workplace, List<List<String>> cohorts) {
        return Rounds.run(factory, factory.defaults(), StreamContract.TRAINING, workplace, cohorts);
    }

    private static float[] scores(Method method, ServerState state, Samples samples) {
        return method.scores(state.shared(), List.of(ParameterSet.empty()), samples)
                .get(0);
    }

    private static List<Float> floats(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    private static void assertFinite(float[] scores) {
        for (float score : scores) {
            assertThat(score).isFinite();
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void scores_whereAModalityIsMissing_doNotReadIt(MethodFactory factory) {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.complete(9);
        try (Method method = factory.create(workplace, factory.defaults(), StreamContract.TRAINING)) {
            ServerState start = method.start(1);
            float[] first = scores(method, start, imageOfRowZero(workplace, 0, 0b01));
            float[] other = scores(method, start, imageOfRowZero(workplace, 5, 0b01));

            assertThat(first).isEqualTo(other); // text of row 0 and 5 differ, but both samples have no text, same image
            assertThat(scores(method, start, imageOfRowZero(workplace, 0, 0b11)))
                    .isNotEqualTo(first)
                    .isNotEqualTo(scores(method, start, imageOfRowZero(workplace, 5, 0b11)));
        }
    }

    /** A sample with the image of row 0 and the text of any row, and what its presence says it has. */
    private static Samples imageOfRowZero(TinyStreamWorkplace workplace, int textRow, long mask) {
        Samples text = workplace.samples().select(new int[] {textRow}, PresenceTable.complete(BOTH, 1));
        Samples image = workplace.samples().select(new int[] {0}, PresenceTable.complete(BOTH, 1));
        return Samples.of(
                new PresenceTable(BOTH, new long[] {mask}),
                kind -> (kind.modality().equals(Modality.TEXT) ? text : image).features(kind));
    }

    private static Samples withMask(TinyStreamWorkplace workplace, long mask) {
        int rows = workplace.examples().rows();
        long[] masks = new long[rows];
        Arrays.fill(masks, mask);
        return Samples.of(new PresenceTable(BOTH, masks), workplace::features);
    }

    /** Padding behind the last token of a batch is left out, so that a batch of short texts is shorter. */
    @Test
    void scores_ofAShortTextAloneOrBesideLongerOnes_agree() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.complete(9);
        try (Method method =
                FedPrime.factory().create(workplace, FedPrime.factory().defaults(), StreamContract.TRAINING)) {
            ParameterSet start = method.start(1).shared();
            float[] together = method.scores(start, List.of(ParameterSet.empty()), workplace.samples())
                    .get(0);
            int shortest = 2; // row 2 has two tokens of padding more than row 0
            Samples alone = workplace.samples().select(new int[] {shortest}, PresenceTable.complete(BOTH, 1));
            float[] own =
                    method.scores(start, List.of(ParameterSet.empty()), alone).get(0);

            for (int c = 0; c < own.length; c++) {
                assertThat((double) own[c]).isCloseTo(together[shortest * own.length + c], within(1e-6));
            }
        }
    }

    @Test
    void sample_withNothingPresent_isAnErrorThatNamesIt() {
        TinyStreamWorkplace workplace = new TinyStreamWorkplace(row -> row == 2 ? 0 : 0b11, 4);

        assertThatThrownBy(() -> Rounds.run(
                        FedAvgP.factory(),
                        FedAvgP.factory().defaults(),
                        StreamContract.TRAINING,
                        workplace,
                        1,
                        List.of("c0")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("row 2 has none of [text, image]");
    }
}
