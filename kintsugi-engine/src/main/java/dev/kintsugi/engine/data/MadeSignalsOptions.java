package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;

/** Made sensor streams of two modalities that are not learned equally fast. */
@Kind(
        value = "made-signals",
        description = "made sensor streams, one modality learned fast but unreliable, one slow but sufficient")
public record MadeSignalsOptions(
        @Option("rows for training, 1 or more") int trainRows,

        @Option("rows for validation, 0 or more") int validationRows,

        @Option("rows for testing, 0 or more") int testRows,

        @Option("number of classes, 2 to 16") int classes,

        @Option("number of users that rows come from (attribute 'user'), 1 or more")
        int users,

        @Option("values of a channel, 16 or more") int length,

        @Option("name of the modality that is learned fast: the class is its mean level")
        String fastName,

        @Option("name of the modality that is learned slowly: the class is the lag between its channels")
        String slowName,

        @Option("channels of the fast modality, 1 or more") int fastChannels,

        @Option("channels of the slow modality, 2 or more") int slowChannels,

        @Option("probability that the fast modality shows the true class, in [0, 1]; otherwise another one")
        double fastReliability,

        @Option("size of the mean level that tells classes apart, above 0")
        double fastLevel,

        @Option("standard deviation of the noise on each value of the fast modality, 0 or more")
        double fastNoise,

        @Option("standard deviation of the noise on each value of the slow modality, 0 or more")
        double slowNoise,

        @Option("standard deviation of each user's own offset on a channel, 0 or more")
        double userShift)
        implements DataOptions {
    /** The defaults. */
    public static final MadeSignalsOptions DEFAULTS =
            new MadeSignalsOptions(2000, 400, 800, 4, 20, 64, "fast", "slow", 3, 2, 0.8, 1, 0.5, 0.3, 0.1);

    /** Checks the ranges. */
    public MadeSignalsOptions {
        Check.positive("train-rows", trainRows);
        Check.notNegative("validation-rows", validationRows);
        Check.notNegative("test-rows", testRows);
        Check.within("classes", classes, 2, 16);
        Check.positive("users", users);
        Check.within("length", length, 16, 1 << 16);
        Check.positive("fast-channels", fastChannels);
        Check.within("slow-channels", slowChannels, 2, 64);
        Check.within("fast-reliability", fastReliability, 0, 1);
        Check.positive("fast-level", fastLevel);
        Check.notNegative("fast-noise", fastNoise);
        Check.notNegative("slow-noise", slowNoise);
        Check.notNegative("user-shift", userShift);
        if (fastName.isBlank() || slowName.isBlank() || fastName.equals(slowName)) {
            throw new ConfigException("fast-name and slow-name must be two different names, but were '" + fastName
                    + "' and '" + slowName + "'");
        }
    }
}
