package dev.kintsugi.cli;

import dev.kintsugi.core.error.PlatformException;
import java.util.List;
import java.util.Locale;

/**
 * An operating system and processor architecture.
 *
 * @param name the two as the native libraries name them, such as {@code linux-x86_64}
 */
record Platform(String name) {
    /** The platforms whose native libraries are published for the version of the engine in use. */
    static final List<String> WITH_NATIVES = List.of("linux-x86_64", "macosx-arm64", "windows-x86_64");

    /** Returns the platform of this process. */
    static Platform current() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    /**
     * Returns the platform that the system properties describe.
     *
     * @param os value of {@code os.name}
     * @param architecture value of {@code os.arch}
     */
    static Platform of(String os, String architecture) {
        String system = os.toLowerCase(Locale.ROOT);
        String family = system.startsWith("mac") ? "macosx" : system.startsWith("windows") ? "windows" : system;
        String processor = switch (architecture) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm64";
            default -> architecture;
        };
        return new Platform(family + "-" + processor);
    }

    /**
     * Checks that there are native libraries for this platform.
     *
     * @throws PlatformException if there are none
     */
    void requireNatives() {
        if (!WITH_NATIVES.contains(name)) {
            throw new PlatformException("platform '" + name
                    + "' has no native libraries of the engine; there are some for " + String.join(", ", WITH_NATIVES));
        }
    }
}
