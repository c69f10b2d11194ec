package dev.kintsugi.cli.bench;

import dev.kintsugi.core.error.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory that this process occupies, as Linux counts it.
 *
 * @param residentBytes all of it, memory-mapped files included
 * @param peakBytes its greatest value so far
 * @param mappedBytes the part that is pages of files: weights and features, which the system can take back at any time
 */
record ResidentSample(long residentBytes, long peakBytes, long mappedBytes) {
    private static final Path STATUS = Path.of("/proc/self/status");

    /**
     * Returns the memory now.
     *
     * @throws PlatformException on systems other than Linux
     */
    static ResidentSample now() {
        try {
            long resident = 0;
            long peak = 0;
            long mapped = 0;
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    resident = bytes(line);
                } else if (line.startsWith("VmHWM:")) {
                    peak = bytes(line);
                } else if (line.startsWith("RssFile:")) {
                    mapped = bytes(line);
                }
            }
            return new ResidentSample(resident, peak, mapped);
        } catch (IOException e) {
            throw new PlatformException(
                    "benchmark 'clients' reads " + STATUS + ", which this system does not have; it runs on Linux", e);
        }
    }

    private static long bytes(String line) {
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
    }
}
