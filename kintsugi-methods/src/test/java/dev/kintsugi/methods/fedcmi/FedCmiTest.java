package dev.kintsugi.methods.fedcmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.fedmultimodal.FedMultimodal;
import dev.kintsugi.methods.fedmultimodal.FedMultimodalOptions;
import dev.kintsugi.methods.multimodal.EncoderOptions;
import dev.kintsugi.methods.multimodal.FusionOptions;
import dev.kintsugi.methods.multimodal.MultimodalRounds;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.multimodal.ProjectorForm;
import dev.kintsugi.methods.multimodal.SignalWorkplace;
import dev.kintsugi.methods.multimodal.SmallNetwork;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FedCmiTest {
    private static final LocalTraining TRAINING =
            new LocalTraining(2, 8, new OptimizerOptions.Sgd(0.05, 0.9, 1e-4), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");

    private static FedCmiOptions options(NetworkOptions network, double unimodal, double distillation) {
        return new FedCmiOptions(
                network, new InfiltrationOptions(unimodal, distillation, 1, ClassWise.TEMPERATURE, 2, false), 0);
    }

    private static MultimodalRounds.Result trained(MethodFactory factory, Record options, SignalWorkplace workplace) {
        return MultimodalRounds.run(factory, options, TRAINING, workplace, 3, 1, CLIENTS);
    }

    @ParameterizedTest
    @EnumSource(
            value = ProjectorForm.class,
            names = {"LINEAR", "MLP"})
    void training_ofCompleteSamplesWithoutItsLosses_equalsFedMultimodalBitForBit(ProjectorForm form) {
        SignalWorkplace workplace = SignalWorkplace.complete(9, 5, 12);
        NetworkOptions network = SmallNetwork.with(FusionOptions.Kind.CONCAT).withProjectors(form);

        ParameterSet plain = trained(FedMultimodal.factory(), new FedMultimodalOptions(network, 0), workplace)
                .state()
                .shared();
        ParameterSet branched = trained(FedCmi.factory(), options(network, 0, 0), workplace)
                .state()
                .shared();

        assertThat(branched.names()).containsAll(plain.names());
        assertThat(plain.names()).anyMatch(name -> name.startsWith("projector."));
        plain.asMap()
                .forEach(
                        (name, value) -> assertThat(branched.get(name)).as(name).isEqualTo(value));
    }

    @Test
    void training_withoutAnyCompleteSample_isThatWithoutItsLosses() {
        SignalWorkplace workplace = new SignalWorkplace(row -> row % 2 == 0 ? 0b01 : 0b10, 9, 5, 12);
        NetworkOptions network = SmallNetwork.with(FusionOptions.Kind.CONCAT).withProjectors(ProjectorForm.LINEAR);

        assertThat(trained(FedCmi.factory(), options(network, 2, 1), workplace)
                        .state()
                        .shared())
                .isEqualTo(trained(FedCmi.factory(), options(network, 0, 0), workplace)
                        .state()
                        .shared());
    }

    @Test
    void update_afterTheWarmUp_showsWhoTeachesAndHowSharply() {
        SignalWorkplace workplace = SignalWorkplace.complete(9, 5, 12);
        NetworkOptions network = SmallNetwork.with(FusionOptions.Kind.CONCAT).withProjectors(ProjectorForm.LINEAR);

        Map<String, Double> metrics = trained(FedCmi.factory(), options(network, 2, 1), workplace)
                .lastUpdates()
                .get(2)
                .metrics();

        double motion = metrics.getOrDefault("share of steps in which it teaches/motion", Double.NaN);
        assertThat(motion + metrics.getOrDefault("share of steps in which it teaches/sound", Double.NaN))
                .isCloseTo(1, within(1e-9));
        for (String name : SignalWorkplace.CLASSES) {
            assertThat(metrics.getOrDefault("temperature of each class/" + name, Double.NaN))
                    .isBetween(1e-3, 1.0);
        }
        assertThat(metrics)
                .containsKeys(
                        "confidence of each uni-modal classifier/sound", "ratio of confidences/motion over sound");
    }

    @Test
    void options_withoutProjectors_sayWhatToTake() {
        assertThatThrownBy(() -> options(NetworkOptions.DEFAULTS, 2, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("network.projectors")
                .hasMessageContaining("linear or mlp");
    }

    @Test
    void create_withOneModality_saysWhatToTake() {
        EncoderOptions one = new EncoderOptions(
                List.of("motion"), 16, List.of(4, 8), List.of(4, 8), 1, 0, EncoderOptions.Frozen.POOLED);
        NetworkOptions network = new NetworkOptions(
                one,
                ProjectorForm.LINEAR,
                FusionOptions.DEFAULTS,
                SmallNetwork.with(FusionOptions.Kind.CONCAT).algorithm());

        assertThatThrownBy(() -> FedCmi.factory().create(SignalWorkplace.complete(4), options(network, 2, 1), TRAINING))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("two or more")
                .hasMessageContaining("fedmultimodal");
    }
}
