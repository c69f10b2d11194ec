package dev.kintsugi.engine.federation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.safetensors.WireFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UploadPartsTest {
    /** Floats have four bytes; what is left of the message is its form. */
    @Test
    void parts_ofUpdates_addUpToTheBytesThatTravel() {
        ClientUpdate update = new ClientUpdate(
                1,
                "c0",
                7,
                ParameterSet.of(Map.of(
                        "head.weight", FloatArray.zeros(3, 2),
                        "head.bias", FloatArray.zeros(3),
                        "prompt.inter", FloatArray.zeros(5, 2))),
                ParameterSet.of("inter", FloatArray.zeros(3, 5)),
                Map.of("loss", 1.0));

        Map<String, Long> parts = UploadParts.of(List.of(update, update));

        assertThat(parts).containsKeys("form").containsEntry("head", 2 * 4 * 9L);
        assertThat(parts).containsEntry("prompt", 2 * 4 * 10L).containsEntry("statistics", 2 * 4 * 15L);
        assertThat(parts.values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(2L * WireFormat.encode(update).length);
    }
}
