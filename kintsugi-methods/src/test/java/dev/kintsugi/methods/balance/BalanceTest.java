package dev.kintsugi.methods.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.methods.fedmultimodal.FedMultimodal;
import dev.kintsugi.methods.fedmultimodal.FedMultimodalOptions;
import dev.kintsugi.methods.multimodal.EncoderOptions;
import dev.kintsugi.methods.multimodal.FederationAlgorithm;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.MultimodalContract;
import dev.kintsugi.methods.multimodal.MultimodalRounds;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.multimodal.SignalWorkplace;
import dev.kintsugi.methods.multimodal.SmallNetwork;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BalanceTest {
    private static final LocalTraining TRAINING =
            new LocalTraining(1, 4, new OptimizerOptions.Sgd(0.05, 0.9, 0), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");
    private static final NetworkOptions NETWORK = SmallNetwork.with(FusionOptions.Kind.CONCAT);

    /** One method with options. */
    record Case(MethodFactory factory, Record options) {
        MultimodalRounds.Result run(SignalWorkplace workplace, int rounds) {
            return MultimodalRounds.run(factory, options, TRAINING, workplace, rounds, 1, CLIENTS);
        }

        @Override
        public String toString() {
            return factory.card().id() + " " + options;
        }
    }

    private static final Case PLAIN = new Case(FedMultimodal.factory(), new FedMultimodalOptions(NETWORK, 0));

    private static final SignalWorkplace HOLES = SignalWorkplace.withHoles(5, 4, 7);
    private static final ParameterSet PLAIN_SHARED = PLAIN.run(HOLES, 2).state().shared();

    // c0 has motion alone, c1 sound alone, c2 both.
    private static final SignalWorkplace APART =
            new SignalWorkplace(row -> row < 4 ? 0b01 : row < 8 ? 0b10 : 0b11, 4, 4, 8);
    private static final List<ClientUpdate> PLAIN_UPDATES = PLAIN.run(APART, 1).lastUpdates();

    private static ModulationOptions modulation(double alpha, boolean noise) {
        return new ModulationOptions(alpha, noise, ModulationOptions.Parameters.CONVOLUTIONS, ActiveRounds.DEFAULTS);
    }

    private static DropOptions drop(double rate) {
        return new DropOptions(rate, 0.5, 1, ActiveRounds.DEFAULTS);
    }

    private static Case pmr(Form form, double alpha, double entropyWeight) {
        return new Case(
                Pmr.factory(),
                new PmrOptions(
                        NETWORK, form, new RebalanceOptions(alpha, entropyWeight, 9, 0.2, ActiveRounds.DEFAULTS)));
    }

    static Stream<Case> turnedOff() {
        return Stream.of(
                new Case(OgmGe.factory(), new OgmGeOptions(NETWORK, modulation(0, false))),
                new Case(Opm.factory(), new OpmOptions(NETWORK, Form.RELEASED, drop(0))),
                new Case(Opm.factory(), new OpmOptions(NETWORK, Form.EQUATIONS, drop(0))),
                new Case(
                        Opm.withGradients(), new OpmOgmOptions(NETWORK, Form.EQUATIONS, drop(0), modulation(0, false))),
                new Case(Opm.withGradients(), new OpmOgmOptions(NETWORK, Form.RELEASED, drop(0), modulation(0, false))),
                pmr(Form.EQUATIONS, 0, 0),
                pmr(Form.RELEASED, 0, 0));
    }

    static Stream<Case> turnedOn() {
        return Stream.of(
                new Case(OgmGe.factory(), new OgmGeOptions(NETWORK, modulation(0.8, true))),
                new Case(Opm.factory(), new OpmOptions(NETWORK, Form.RELEASED, drop(0.9))),
                new Case(Opm.factory(), new OpmOptions(NETWORK, Form.EQUATIONS, drop(0.9))),
                new Case(
                        Opm.withGradients(),
                        new OpmOgmOptions(NETWORK, Form.RELEASED, drop(0.9), modulation(0.8, false))),
                new Case(
                        Opm.withGradients(),
                        new OpmOgmOptions(NETWORK, Form.EQUATIONS, drop(0.9), modulation(0.8, false))),
                pmr(Form.EQUATIONS, 1, 0.1),
                pmr(Form.RELEASED, 1, 0));
    }

    @ParameterizedTest
    @MethodSource("turnedOff")
    void everyMethod_turnedOff_equalsFedMultimodalBitForBit(Case method) {
        assertThat(method.run(HOLES, 2).state().shared()).isEqualTo(PLAIN_SHARED);
    }

    @ParameterizedTest
    @MethodSource("turnedOn")
    void everyMethod_changesClientsWithCompleteSamplesOnly_andSendsNothingExtra(Case method) {
        List<ClientUpdate> found = method.run(APART, 1).lastUpdates();
        List<ClientUpdate> plain = PLAIN_UPDATES;

        assertThat(found.get(0).shared()).isEqualTo(plain.get(0).shared());
        assertThat(found.get(1).shared()).isEqualTo(plain.get(1).shared());
        assertThat(found.get(2).shared()).isNotEqualTo(plain.get(2).shared());
        for (int k = 0; k < 3; k++) {
            assertThat(found.get(k).shared().names())
                    .isEqualTo(plain.get(k).shared().names());
            assertThat(found.get(k).statistics()).isEqualTo(plain.get(k).statistics());
        }
        assertThat(found.get(2).metrics().keySet())
                .anyMatch(name -> name.matches("(lead of|rate of).*/motion"))
                .containsAll(plain.get(2).metrics().keySet());
    }

    @ParameterizedTest
    @MethodSource("turnedOn")
    void everyMethod_onSamplesWithSeveralLabels_learnsOrSaysThatItCannot(Case method) {
        SignalWorkplace several = SignalWorkplace.withSeveralLabels(5, 4, 8);
        if (method.factory().card().id().equals("pmr")) {
            assertThatThrownBy(() -> method.run(several, 1))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("method 'pmr'")
                    .hasMessageContaining("exactly one label per sample");
            return;
        }
        MultimodalRounds.Result first = method.run(several, 1);
        LocalTraining longer =
                new LocalTraining(10, 4, new OptimizerOptions.Sgd(0.1, 0.9, 0), ScheduleOptions.Constant.DEFAULTS, 10);
        List<ClientUpdate> last = MultimodalRounds.run(
                        method.factory(), method.options(), longer, several, 6, 1, CLIENTS)
                .lastUpdates();
        double loss = Objects.requireNonNull(last.get(2).metrics().get("loss"));
        assertThat(loss).isLessThan(0.5); // an even guess has ln 2 = 0.69
        assertThat(first.state().shared())
                .isNotEqualTo(PLAIN.run(several, 1).state().shared());
    }

    @Test
    void opm_whereAllRoundsAreOverBeforeItsFirst_saysSo() {
        DropOptions late = new DropOptions(0.5, 0.5, 1, new ActiveRounds(7, 0));
        assertThatThrownBy(() -> new Case(Opm.factory(), new OpmOptions(NETWORK, Form.RELEASED, late)).run(APART, 6))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("drop.rounds.from is 7, but there are only 6 rounds");
    }

    @Test
    void pmr_overRounds_keepsPrototypesOnTheClient() {
        SignalWorkplace workplace = SignalWorkplace.complete(4, 3, 12);
        MultimodalRounds.Result once = pmr(Form.EQUATIONS, 1, 0).run(workplace, 1);
        MultimodalRounds.Result twice = pmr(Form.EQUATIONS, 1, 0).run(workplace, 2);

        FloatArray first = kept(once);
        assertThat(first.shape()).containsExactly(3, 17);
        for (int c = 0; c < 3; c++) {
            assertThat(first.get(c * 17 + 16)).isEqualTo(1); // c2 has all three classes
        }
        assertThat(kept(twice)).isNotEqualTo(first);
    }

    private static FloatArray kept(MultimodalRounds.Result result) {
        return Objects.requireNonNull(result.locals().get("c2")).get("pmr.kept.motion");
    }

    @Test
    void everyMethod_withOneModality_saysWhatToDo() {
        EncoderOptions small = SmallNetwork.ENCODERS;
        EncoderOptions one = new EncoderOptions(
                List.of("motion"),
                small.width(),
                small.seriesChannels(),
                small.pictureChannels(),
                small.picturePlaces(),
                small.dropout(),
                small.frozen());
        NetworkOptions network = new NetworkOptions(one, NETWORK.fusion(), FederationAlgorithm.FedAvg.DEFAULTS);
        SignalWorkplace workplace = SignalWorkplace.complete(4, 4, 4);

        assertThatThrownBy(() -> OgmGe.factory()
                        .create(
                                workplace,
                                new OgmGeOptions(network, ModulationOptions.DEFAULTS),
                                MultimodalContract.TRAINING))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("has only [motion]");
        assertThatThrownBy(() -> Pmr.factory()
                        .create(
                                workplace,
                                new PmrOptions(network, Form.EQUATIONS, RebalanceOptions.DEFAULTS),
                                MultimodalContract.TRAINING))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there are 1: [motion]")
                .hasMessageContaining("encoders.modalities");
    }
}
