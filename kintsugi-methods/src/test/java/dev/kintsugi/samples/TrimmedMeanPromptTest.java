package dev.kintsugi.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.catalogue.MethodCatalogue;
import dev.kintsugi.methods.prompt.TinyWorkplace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrimmedMeanPromptTest {
    @Test
    void catalogue_findsThePlugIn() {
        assertThat(MethodCatalogue.load().require("trimmed-mean")).isInstanceOf(TrimmedMeanPromptFactory.class);
    }

    @Test
    void aggregate_ofFourClients_dropsTheExtremesOfEachCoordinate() {
        ServerState state = ServerState.of(ParameterSet.of("p", FloatArray.zeros(2)));
        List<ClientUpdate> updates =
                List.of(update("a", 1, 40), update("b", 2, 30), update("c", 4, 20), update("d", 1000, 10));

        try (Method method = new TrimmedMeanPromptFactory()
                .create(new TinyWorkplace(3), new TrimmedMeanPromptFactory.Options(0.25, 2), LocalTraining.DEFAULTS)) {
            ServerState merged = method.aggregate(state, updates);

            // 0.25 · 4 = 1 dropped at either end: (2 + 4) / 2 = 3, (30 + 20) / 2 = 25
            assertThat(merged.shared().get("p").toArray()).containsExactly(3f, 25f);
        }
    }

    private static ClientUpdate update(String client, float... values) {
        return new ClientUpdate(
                1, client, 1, ParameterSet.of("p", FloatArray.copyOf(new long[] {2}, values)), Map.of());
    }
}
