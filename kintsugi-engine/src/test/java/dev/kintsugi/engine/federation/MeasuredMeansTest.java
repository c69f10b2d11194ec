package dev.kintsugi.engine.federation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientUpdate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasuredMeansTest {
    private static ClientUpdate update(String client, long examples, Map<String, Double> metrics) {
        return new ClientUpdate(1, client, examples, ParameterSet.empty(), metrics);
    }

    @Test
    void means_areOverTheClientsThatMeasured_weightedByExamples() {
        // image: (30 · 1 + 10 · 5) / 40 = 2; text is measured by b alone; the loss itself is no measurement
        List<ClientUpdate> updates = List.of(
                update("a", 30, Map.of("loss", 7.0, "loss of each modality/image", 1.0)),
                update("b", 10, Map.of("loss", 7.0, "loss of each modality/image", 5.0, "teacher/text", 0.5)));

        assertThat(MeasuredMeans.of(updates))
                .isEqualTo(Map.of("loss of each modality", Map.of("image", 2.0), "teacher", Map.of("text", 0.5)));
    }

    @Test
    void name_withASlashInWhat_isDividedAtTheFirst() {
        assertThat(MeasuredMeans.of(List.of(update("a", 1, Map.of("temperature/day/night", 0.5, "/nameless", 1.0)))))
                .isEqualTo(Map.of("temperature", Map.of("day/night", 0.5)));
    }

    @Test
    void values_thatAreNoNumbers_andClientsWithoutExamples_countNowhere() {
        List<ClientUpdate> updates = List.of(
                update("a", 2, Map.of("teacher/text", Double.NaN)),
                update("b", 0, Map.of("teacher/text", 9.0)),
                update("c", 2, Map.of("teacher/text", 1.0)));

        assertThat(MeasuredMeans.of(updates)).isEqualTo(Map.of("teacher", Map.of("text", 1.0)));
        assertThat(MeasuredMeans.of(updates.subList(0, 2))).isEmpty();
    }
}
