package dev.kintsugi.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.kintsugi.core.KintsugiVersion;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The machine and the versions that numbers belong to.
 *
 * @param processor name of the processor
 * @param processors hardware threads that this process may use
 * @param memoryBytes main memory
 * @param load mean number of runnable tasks over the last minute, before measuring; negative if unknown. Above 1 on an
 *     otherwise idle machine, other work disturbs the wall-clock times
 */
public record Machine(
        String processor,
        int processors,
        long memoryBytes,
        String system,
        String java,
        String pytorch,
        String kintsugi,
        double load) {
    /** Returns the machine of this process. */
    public static Machine current() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.version().toString(),
                pytorchVersion(),
                KintsugiVersion.get(),
                Math.round(100 * system.getSystemLoadAverage()) / 100.0);
    }

    private static String processorName() {
        Path information = Path.of("/proc/cpuinfo");
        if (Files.isReadable(information)) {
            try {
                for (String line : Files.readAllLines(information)) {
                    if (line.startsWith("model name")) {
                        return line.substring(line.indexOf(':') + 1).strip();
                    }
                }
            } catch (IOException e) {
                return System.getProperty("os.arch");
            }
        }
        return System.getProperty("os.arch");
    }

    /** Read from the binding's jar, so that asking does not load the native libraries. */
    private static String pytorchVersion() {
        try (InputStream stream =
                Machine.class.getResourceAsStream("/META-INF/maven/org.bytedeco/pytorch/pom.properties")) {
            if (stream == null) {
                return "unknown";
            }
            Properties properties = new Properties();
            properties.load(stream);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Returns a line for people. */
    public String inWords() {
        return processor + ", " + processors + " processors, " + (memoryBytes >> 30) + " GiB, " + system + ", Java "
                + java + ", PyTorch " + pytorch + ", Kintsugi " + kintsugi + ", load " + load;
    }
}
