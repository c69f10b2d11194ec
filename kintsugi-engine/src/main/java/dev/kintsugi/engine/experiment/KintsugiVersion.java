package dev.kintsugi.engine.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions that this build was made of. */
public final class KintsugiVersion {
    private KintsugiVersion() {}

    /** Returns the version of Kintsugi. */
    public static String get() {
        return read().getProperty("kintsugi", "unknown");
    }

    /** Returns the version of the libtorch binding. */
    public static String pytorch() {
        return read().getProperty("pytorch", "unknown");
    }

    private static Properties read() {
        Properties properties = new Properties();
        try (InputStream stream =
                KintsugiVersion.class.getResourceAsStream("/dev/kintsugi/engine/versions.properties")) {
            if (stream != null) {
                properties.load(stream);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
