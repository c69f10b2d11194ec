package dev.kintsugi.core;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of Kintsugi, written by the build. */
public final class KintsugiVersion {
    private KintsugiVersion() {}

    /** Returns the version, such as {@code 0.1.0}. */
    public static String get() {
        try (InputStream stream = KintsugiVersion.class.getResourceAsStream("version.properties")) {
            if (stream == null) {
                throw new IllegalStateException("version.properties is missing: the build is incomplete");
            }
            Properties properties = new Properties();
            properties.load(stream);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new IllegalStateException("version.properties cannot be read", e);
        }
    }
}
