package dev.kintsugi.engine.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.option.Setting;
import dev.kintsugi.core.option.Settings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MethodChoiceTest {
    private static final Map<String, Object> KNOWN = Map.of(
            "rate",
            1,
            "network",
            Map.of("width", 1, "encoders", Map.of("channels", 1), "algorithm", Map.of("kind", "a")));

    private static @Nullable Object inherited(Map<String, Object> own, Map<String, Object> main) {
        Setting merged = MethodChoice.inherit(
                (Setting.Mapping) Settings.parse(own, "test"), (Setting.Mapping) Settings.parse(main, "test"), KNOWN);
        return Settings.render(merged);
    }

    @Test
    void control_withoutASection_takesThatOfTheMethod() {
        assertThat(inherited(Map.of("id", "c"), Map.of("id", "m", "network", Map.of("width", 8), "other", 2)))
                .isEqualTo(Map.of("id", "c", "network", Map.of("width", 8L)));
    }

    @Test
    void control_withPartOfASection_takesTheRestOfTheMethods() {
        assertThat(inherited(
                        Map.of("id", "c", "network", Map.of("encoders", Map.of("modalities", List.of("x")))),
                        Map.of("id", "m", "network", Map.of("width", 8, "encoders", Map.of("channels", 4)))))
                .isEqualTo(Map.of(
                        "id",
                        "c",
                        "network",
                        Map.of("width", 8L, "encoders", Map.of("modalities", List.of("x"), "channels", 4L))));
    }

    @Test
    void control_withASectionOfAnotherKind_standsForItself() {
        Map<String, Object> own = Map.of("algorithm", Map.of("kind", "b", "x", 1));
        assertThat(inherited(
                        Map.of("id", "c", "network", own),
                        Map.of("id", "m", "network", Map.of("algorithm", Map.of("kind", "a", "y", 2)))))
                .isEqualTo(Map.of("id", "c", "network", Map.of("algorithm", Map.of("kind", "b", "x", 1L))));
        assertThat(inherited(
                        Map.of("id", "c", "network", Map.of("algorithm", Map.of("kind", "a", "x", 1))),
                        Map.of("id", "m", "network", Map.of("algorithm", Map.of("kind", "a", "y", 2)))))
                .isEqualTo(Map.of("id", "c", "network", Map.of("algorithm", Map.of("kind", "a", "x", 1L, "y", 2L))));
    }

    @Test
    void control_whoseSectionHasOtherKeys_doesNotTakeUnknownOnes() {
        assertThat(inherited(
                        Map.of("id", "c", "network", Map.of("width", 2)),
                        Map.of("id", "m", "network", Map.of("width", 8, "depth", 3))))
                .isEqualTo(Map.of("id", "c", "network", Map.of("width", 2L)));
    }
}
