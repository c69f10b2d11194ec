package dev.kintsugi.methods.fedotp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.ScheduleOptions;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.ContextOptions;
import dev.kintsugi.methods.prompt.Federated;
import dev.kintsugi.methods.prompt.LocalContext;
import dev.kintsugi.methods.prompt.TinyWorkplace;
import dev.kintsugi.methods.promptfolio.PromptFolio;
import dev.kintsugi.methods.promptfolio.PromptFolioOptions;
import dev.kintsugi.nn.prompt.ClassPrompts;
import java.util.List;
import org.junit.jupiter.api.Test;

class FedOtpLimitsTest {
    private static final LocalTraining TRAINING =
            new LocalTraining(2, 8, new OptimizerOptions.Sgd(0.05, 0.9, 5e-4), ScheduleOptions.Constant.DEFAULTS, 0);
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2");
    private static final ContextOptions CONTEXT =
            new ContextOptions(4, "", ClassPrompts.Position.END, ContextOptions.Sentences.TRIMMED);

    private static FedOtpOptions options(FedOtpOptions.Transport transport, double gamma, double epsilon) {
        return new FedOtpOptions(transport, gamma, epsilon, 100, 1e-3, LocalContext.Start.OWN, CONTEXT);
    }

    /**
     * With one place its two prompts get 1/2 each, whatever the similarities; the tiny images are places of their own.
     */
    @Test
    void onePlaceAndAllMass_equalsPromptFolioWithHalfOfEachPrompt() {
        TinyWorkplace workplace = new TinyWorkplace(9, 5, 20);
        PromptFolioOptions half = new PromptFolioOptions(0.5, LocalContext.Start.OWN, CONTEXT);
        try (Method ours =
                        FedOtp.factory().create(workplace, options(FedOtpOptions.Transport.PARTIAL, 1, 0.1), TRAINING);
                Method folio = PromptFolio.factory().create(workplace, half, TRAINING)) {
            Federated found = Federated.inOneBlock(ours, 2, CLIENTS);
            Federated expected = Federated.inOneBlock(folio, 2, CLIENTS);

            assertClose(found.state().shared(), expected.state().shared());
            for (int k = 0; k < CLIENTS.size(); k++) {
                assertClose(found.locals().get(k), expected.locals().get(k));
            }
            assertThat(ours.scores(found.state().shared(), found.locals(), workplace.samples())
                            .get(0))
                    .containsExactly(
                            folio.scores(expected.state().shared(), expected.locals(), workplace.samples())
                                    .get(0),
                            within(1e-3f));
        }
    }

    private static void assertClose(ParameterSet found, ParameterSet expected) {
        assertThat(found.names()).isEqualTo(expected.names());
        expected.asMap()
                .forEach((name, value) ->
                        assertThat(found.get(name).toArray()).containsExactly(value.toArray(), within(1e-5f)));
    }

    @Test
    void scores_ofPortionsOfTheSamples_areThoseOfAll() {
        PlacesWorkplace workplace = new PlacesWorkplace(3, 40); // more than one portion of 32
        try (Method method = FedOtp.factory().create(workplace, FedOtpOptions.DEFAULTS, TRAINING)) {
            List<ParameterSet> locals = List.of(method.startLocal("c0", 1));
            float[] all = method.scores(method.start(1).shared(), locals, workplace.samples())
                    .get(0);
            int[] last = {37, 38};
            float[] some = method.scores(
                            method.start(1).shared(),
                            locals,
                            workplace.samples().select(last, workplace.presence(last)))
                    .get(0);
            int classes = TinyWorkplace.CLASSES.size();
            for (int i = 0; i < some.length; i++) {
                assertThat(some[i]).isCloseTo(all[37 * classes + i], within(1e-4f));
            }
        }
    }

    @Test
    void training_withEitherTransport_learnsAndSendsTheSharedContextOnly() {
        PlacesWorkplace workplace = new PlacesWorkplace(3, 9, 5, 20);
        for (FedOtpOptions.Transport transport : FedOtpOptions.Transport.values()) {
            try (Method method = FedOtp.factory().create(workplace, options(transport, 0.8, 0.1), TRAINING)) {
                Federated trained = Federated.inOneBlock(method, 1, CLIENTS);

                assertThat(trained.state()).isNotEqualTo(method.start(1));
                assertThat(trained.locals()).doesNotHaveDuplicates().doesNotContain(method.startLocal("c0", 1));
                assertThat(trained.updates())
                        .allSatisfy(
                                update -> assertThat(update.shared().names()).containsExactly(ContextModel.CONTEXT));
            }
        }
    }

    @Test
    void options_outOfRange_areErrorsThatNameTheRange() {
        assertThatThrownBy(() -> options(FedOtpOptions.Transport.PARTIAL, 0, 0.1))
                .isInstanceOf(ConfigException.class)
                .hasMessage("gamma must be greater than 0, but was 0.0");
        assertThatThrownBy(() -> options(FedOtpOptions.Transport.PARTIAL, 0.8, 0.001))
                .isInstanceOf(ConfigException.class)
                .hasMessage("epsilon must be at least 0.005, but was 0.001");
    }
}
