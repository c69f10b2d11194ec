package dev.kintsugi.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** The level of our log lines; the rest is in {@code logback.xml}. */
final class Logging {
    private Logging() {}

    /** Lets information through, or only warnings. */
    static void setVerbose(boolean verbose) {
        if (verbose && LoggerFactory.getLogger("dev.kintsugi") instanceof Logger logger) {
            logger.setLevel(Level.INFO);
        }
    }
}
