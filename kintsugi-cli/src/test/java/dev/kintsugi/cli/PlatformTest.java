package dev.kintsugi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x86_64",
        "Mac OS X, aarch64, macosx-arm64",
        "Windows 11, amd64, windows-x86_64",
    })
    void platform_withNatives_isAccepted(String os, String architecture, String name) {
        assertThat(Platform.of(os, architecture).name()).isEqualTo(name);
        assertThatCode(() -> Platform.of(os, architecture).requireNatives()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, aarch64, linux-arm64",
        "Mac OS X, x86_64, macosx-x86_64",
        "Linux, riscv64, linux-riscv64",
        "FreeBSD, amd64, freebsd-x86_64",
    })
    void platform_withoutNatives_isRefusedByName(String os, String architecture, String name) {
        assertThatThrownBy(() -> Platform.of(os, architecture).requireNatives())
                .isInstanceOf(PlatformException.class)
                .hasMessage("platform '" + name + "' has no native libraries of the engine;"
                        + " there are some for linux-x86_64, macosx-arm64, windows-x86_64");
    }

    @Test
    void platform_ofThisProcess_isKnown() {
        assertThat(Platform.current().name()).doesNotContain(" ");
    }
}
