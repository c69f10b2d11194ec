package dev.kintsugi.methods.fedcmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.methods.multimodal.FederationAlgorithm;
import dev.kintsugi.methods.multimodal.NetworkOptions;
import dev.kintsugi.methods.multimodal.ProjectorForm;
import dev.kintsugi.methods.prompted.FedMultimodalPrompt;
import dev.kintsugi.methods.prompted.PersonalOptions;
import dev.kintsugi.methods.prompted.PoolSettings;
import dev.kintsugi.methods.prompted.PromptedOptions;
import dev.kintsugi.methods.prompted.Prompting;
import dev.kintsugi.methods.stream.StreamContract;
import dev.kintsugi.methods.stream.TinyStreamWorkplace;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FedCmiPromptTest {
    private static final List<String> CLIENTS = List.of("c0", "c1");
    private static final NetworkOptions LINEAR = NetworkOptions.DEFAULTS.withProjectors(ProjectorForm.LINEAR);

    private static FedCmiPromptOptions options(
            PersonalOptions personal, PoolSettings pool, double unimodal, double distillation) {
        PromptedOptions towers = Prompting.options(personal, pool);
        return new FedCmiPromptOptions(
                LINEAR,
                towers.prompts(),
                personal,
                pool,
                new InfiltrationOptions(unimodal, distillation, 0, ClassWise.TEMPERATURE, 2, false));
    }

    /** FedCMI, FedPGP and FED-PRIME at once, teaching from round 1 on. */
    @Nested
    class AllThree extends StreamContract {
        AllThree() {
            super(TinyStreamWorkplace.clipWithHoles(9, 1, 14));
        }

        @Override
        protected MethodFactory factory() {
            return FedCmiPrompt.factory();
        }

        @Override
        protected Record options() {
            return FedCmiPromptTest.options(Prompting.OWN, Prompting.POOLS, 2, 1);
        }
    }

    @Test
    void weightsZero_onCompleteSamples_equalsThePromptsAloneBitForBit() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.ofClip(row -> 0b11, 7, 9);
        for (PoolSettings pool : List.of(Prompting.NO_POOLS, Prompting.POOLS)) {
            PromptedOptions plain = Prompting.options(Prompting.OWN, pool);
            Prompting.Rounds alone = Prompting.run(
                    FedMultimodalPrompt.factory(),
                    new PromptedOptions(LINEAR, plain.prompts(), plain.personal(), plain.pool()),
                    workplace,
                    2,
                    CLIENTS);
            Prompting.Rounds infiltrated =
                    Prompting.run(FedCmiPrompt.factory(), options(Prompting.OWN, pool, 0, 0), workplace, 2, CLIENTS);

            ParameterSet found = infiltrated.state().shared();
            alone.state()
                    .shared()
                    .asMap()
                    .forEach((name, value) ->
                            assertThat(found.get(name)).as(name).isEqualTo(value));
            assertThat(infiltrated.locals()).isEqualTo(alone.locals());
        }
    }

    @Test
    void everyPart_leavesItsMarkOnTheSharedPrompts() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.clipWithHoles(12, 9);
        List<FedCmiPromptOptions> settings = List.of(
                options(Prompting.SHARED, Prompting.NO_POOLS, 0, 0),
                options(Prompting.SHARED, Prompting.NO_POOLS, 2, 0),
                options(Prompting.SHARED, Prompting.NO_POOLS, 2, 1),
                options(Prompting.OWN, Prompting.NO_POOLS, 2, 1),
                options(Prompting.SHARED, Prompting.POOLS, 2, 1),
                options(Prompting.OWN, Prompting.POOLS, 2, 1));
        assertThat(settings.stream()
                        .map(option -> Prompting.run(FedCmiPrompt.factory(), option, workplace, 1, CLIENTS)
                                .state()
                                .shared()
                                .get("encoder.text.prompts"))
                        .distinct())
                .hasSameSizeAs(settings);
    }

    @Test
    void clientWithoutTexts_leavesWhatServesThemAlone() {
        TinyStreamWorkplace workplace = TinyStreamWorkplace.ofClip(row -> row < 7 ? 0b01 : 0b11, 7, 9);
        FedCmiPromptOptions all = options(Prompting.OWN, Prompting.POOLS, 2, 1);
        Prompting.Rounds one = Prompting.run(FedCmiPrompt.factory(), all, workplace, 1, List.of("c0"));
        try (var method = FedCmiPrompt.factory().create(workplace, all, Prompting.TRAINING)) {
            ParameterSet start = method.start(1).shared();
            for (String name : start.names()) {
                if (name.startsWith("encoder.text.")
                        || name.startsWith("projector.text.")
                        || name.startsWith("classifier.text.")) {
                    assertThat(one.state().shared().get(name)).as(name).isEqualTo(start.get(name));
                }
            }
        }
        for (ClientUpdate update : one.updates()) {
            assertThat(update.shared().names()).noneMatch(name -> name.contains(".left") || name.contains(".right"));
        }
    }

    @Test
    void serverThatRemembersPlaces_withPromptsThatMove_saysWhatToTake() {
        NetworkOptions network = new NetworkOptions(
                LINEAR.encoders(), ProjectorForm.LINEAR, LINEAR.fusion(), FederationAlgorithm.FedOpt.DEFAULTS);
        FedCmiPromptOptions options = new FedCmiPromptOptions(
                network,
                FedCmiPromptOptions.DEFAULTS.prompts(),
                Prompting.SHARED,
                Prompting.POOLS,
                InfiltrationOptions.DEFAULTS);
        assertThatThrownBy(() -> FedCmiPrompt.factory()
                        .create(TinyStreamWorkplace.clipWithHoles(9, 1, 14), options, Prompting.TRAINING))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("network.algorithm")
                .hasMessageContaining("pool.alignment: position-mean");
    }

    @Test
    void networkWithoutProjectors_saysWhatToTake() {
        assertThatThrownBy(() -> new FedCmiPromptOptions(
                        NetworkOptions.DEFAULTS,
                        FedCmiPromptOptions.DEFAULTS.prompts(),
                        Prompting.SHARED,
                        Prompting.NO_POOLS,
                        InfiltrationOptions.DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("network.projectors");
    }
}
