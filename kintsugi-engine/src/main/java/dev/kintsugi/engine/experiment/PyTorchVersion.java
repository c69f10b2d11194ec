package dev.kintsugi.engine.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the libtorch binding that this build was made with. */
public final class PyTorchVersion {
    private PyTorchVersion() {}

    /** Returns the version, such as {@code 2.10.0-1.5.13}. */
    public static String get() {
        try (InputStream stream =
                PyTorchVersion.class.getResourceAsStream("/dev/kintsugi/engine/versions.properties")) {
            if (stream == null) {
                throw new IllegalStateException("versions.properties is missing: the build is incomplete");
            }
            Properties properties = new Properties();
            properties.load(stream);
            return properties.getProperty("pytorch", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
