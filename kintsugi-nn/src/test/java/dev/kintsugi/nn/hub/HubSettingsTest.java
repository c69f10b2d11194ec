package dev.kintsugi.nn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubSettingsTest {
    @TempDir
    Path home;

    @Test
    void fromEnvironment_empty_isThePublicHubAndTheUsualCache() {
        HubSettings settings = HubSettings.fromEnvironment(Map.of(), home);

        assertThat(settings.endpoint()).hasToString("https://huggingface.co");
        assertThat(settings.cache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
        assertThat(settings.token()).isEmpty();
        assertThat(settings.offline()).isFalse();
    }

    @Test
    void fromEnvironment_home_movesCacheAndTokenFile() throws IOException {
        Files.writeString(home.resolve("token"), "hf_file\n");

        HubSettings settings = HubSettings.fromEnvironment(Map.of("HF_HOME", home.toString()), home);

        assertThat(settings.cache()).isEqualTo(home.resolve("hub"));
        assertThat(settings.token()).contains("hf_file");
    }

    @Test
    void fromEnvironment_specificVariables_winOverHome() throws IOException {
        Files.writeString(home.resolve("token"), "hf_file");

        HubSettings settings = HubSettings.fromEnvironment(
                Map.of(
                        "HF_HOME", home.toString(),
                        "HF_HUB_CACHE", "~/models",
                        "HF_TOKEN", "hf_variable",
                        "HF_HUB_OFFLINE", "1",
                        "HF_ENDPOINT", "https://mirror.example/hub/"),
                home);

        assertThat(settings.cache()).isEqualTo(home.resolve("models"));
        assertThat(settings.token()).contains("hf_variable");
        assertThat(settings.offline()).isTrue();
        assertThat(settings.endpoint()).hasToString("https://mirror.example/hub");
        assertThat(settings.toString()).doesNotContain("hf_variable");
    }

    @Test
    void fromEnvironment_endpointWithoutScheme_isNamed() {
        assertThatThrownBy(() -> HubSettings.fromEnvironment(Map.of("HF_ENDPOINT", "mirror.example"), home))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("HF_ENDPOINT is 'mirror.example', allowed is the http or https address");
    }
}
