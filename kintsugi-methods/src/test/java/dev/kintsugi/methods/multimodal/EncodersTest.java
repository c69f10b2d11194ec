package dev.kintsugi.methods.multimodal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncodersTest {
    private static EncoderOptions pictures(List<Integer> channels) {
        return new EncoderOptions(List.of(), 16, List.of(4), channels, 1, 0, EncoderOptions.Frozen.POOLED);
    }

    @Test
    void pictureChannels_thatDoNotDivideIntoGroups_areAnErrorWithTheirNumber() {
        assertThatThrownBy(() -> pictures(List.of(8, 10)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("encoders.picture-channels")
                .hasMessageContaining("a multiple of it, but was 10");
    }

    @Test
    void pictureChannels_withoutAStage_areAnErrorWherePicturesAre() {
        SignalWorkplace workplace = SignalWorkplace.complete(2);

        assertThatThrownBy(() -> Encoders.of(workplace.backbone(), pictures(List.of())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("encoders.picture-channels must name at least one stage for sound");
    }
}
