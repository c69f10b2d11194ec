package dev.kintsugi.engine.data;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Made sensor streams with a planted imbalance: what joint training learns first is not what would be enough.
 *
 * <p>The fast modality shows a class k of K as the mean level {@code level · cos(2π(k/K + channel/channels))} of its
 * channels, which a linear function of the values reads off; but in a share of the rows it shows another class than the
 * true one, so that nothing that sees it alone can be right more often than its reliability.
 *
 * <p>The slow modality holds, in all rows and channels, a wave of 3 to 6 periods per window at a random phase; the odd
 * channels lag behind the even ones by {@code 2πk/K}. The phase is uniform, so that any single channel, and any linear
 * function of all values, has the same mean for every class: only products of channels tell them apart, which a network
 * has to find first. Without noise the class follows from it with certainty.
 *
 * <p>Deterministic by seed, split and row.
 */
final class MadeSignals implements DataSource {
    /** Part of the content hash; another number means that other values are made. */
    private static final int VERSION = 1;

    private static final double RATE = 50; // as UCI-HAR; nothing in the values depends on it
    private static final double FEWEST_PERIODS = 3;
    private static final double MORE_PERIODS = 3;

    private final MadeSignalsOptions options;
    private final long seed;
    private final List<String> classNames;
    private final String contentHash;
    private final Map<String, Split> splits = new LinkedHashMap<>();

    MadeSignals(MadeSignalsOptions options, long seed) {
        this.options = options;
        this.seed = seed;
        this.classNames = IntStream.range(0, options.classes())
                .mapToObj(number -> String.format(Locale.ROOT, "class %02d", number))
                .toList();
        this.contentHash = new ContentHash()
                .add("made-signals")
                .add(VERSION)
                .add(seed)
                .add(options.toString())
                .finish();
        splits.put(TRAIN, new MadeSplit(TRAIN, options.trainRows()));
        splits.put(VALIDATION, new MadeSplit(VALIDATION, options.validationRows()));
        splits.put(TEST, new MadeSplit(TEST, options.testRows()));
    }

    @Override
    public String name() {
        return "made-signals";
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public String promptTemplate() {
        return "a recording of {}.";
    }

    @Override
    public Split split(String name) {
        return SplitNames.find(splits, name);
    }

    @Override
    public String contentHash() {
        return contentHash;
    }

    private KeyedRandom random(String purpose, String split, int row) {
        return RandomKey.of(seed, "made-signals-" + purpose + "/" + split + "/" + row)
                .open();
    }

    private final class MadeSplit implements Split {
        private final String name;
        private final int[] labels;
        private final int[] users;
        private final ExampleTable examples;

        MadeSplit(String name, int rows) {
            this.name = name;
            this.labels = new int[rows];
            this.users = new int[rows];
            for (int row = 0; row < rows; row++) {
                KeyedRandom random = random("row", name, row);
                labels[row] = random.nextInt(options.classes());
                users[row] = random.nextInt(options.users());
            }
            this.examples = new ExampleTable(
                    IntStream.range(0, rows).mapToObj(row -> name + "-" + row).toList(),
                    Targets.single(classNames, labels),
                    PresenceTable.complete(
                            List.of(new Modality(options.fastName()), new Modality(options.slowName())), rows));
        }

        @Override
        public ExampleTable examples() {
            return examples;
        }

        @Override
        public BufferedImage image(int row) {
            throw absent(row, "image");
        }

        @Override
        public String text(int row) {
            throw absent(row, "text");
        }

        private DataException absent(int row, String modality) {
            return new DataException("made-signals: row '" + examples.ids().get(row) + "' has no " + modality
                    + "; it has " + options.fastName() + " and " + options.slowName());
        }

        @Override
        public Signal signal(int row, Modality modality) {
            if (modality.name().equals(options.fastName())) {
                return fast(row);
            } else if (modality.name().equals(options.slowName())) {
                return slow(row);
            }
            throw absent(row, modality.name());
        }

        private Signal fast(int row) {
            KeyedRandom random = random("fast", name, row);
            int shown = labels[row];
            if (random.nextDouble() >= options.fastReliability()) {
                shown = (shown + 1 + random.nextInt(options.classes() - 1)) % options.classes();
            }
            float[] values = new float[options.fastChannels() * options.length()];
            for (int channel = 0; channel < options.fastChannels(); channel++) {
                double turn = (double) shown / options.classes() + (double) channel / options.fastChannels();
                double level =
                        options.fastLevel() * StrictMath.cos(2 * StrictMath.PI * turn) + offset("fast", row, channel);
                for (int i = 0; i < options.length(); i++) {
                    values[channel * options.length() + i] =
                            (float) (level + options.fastNoise() * random.nextGaussian());
                }
            }
            return new Signal(values, options.fastChannels(), RATE);
        }

        private Signal slow(int row) {
            KeyedRandom random = random("slow", name, row);
            double periods = FEWEST_PERIODS + MORE_PERIODS * random.nextDouble();
            double phase = random.nextDouble();
            double lag = (double) labels[row] / options.classes();
            float[] values = new float[options.slowChannels() * options.length()];
            for (int channel = 0; channel < options.slowChannels(); channel++) {
                double offset = offset("slow", row, channel);
                for (int i = 0; i < options.length(); i++) {
                    double turn = periods * i / options.length() + phase - (channel % 2) * lag;
                    values[channel * options.length() + i] = (float) (StrictMath.sin(2 * StrictMath.PI * turn)
                            + offset
                            + options.slowNoise() * random.nextGaussian());
                }
            }
            return new Signal(values, options.slowChannels(), RATE);
        }

        /** Returns the offset of the row's user on a channel, the same in all splits. */
        private double offset(String modality, int row, int channel) {
            return options.userShift()
                    * random("user-" + modality + "/" + channel, "", users[row]).nextGaussian();
        }

        @Override
        public Map<String, String> attributes(int row) {
            return Map.of("user", String.format(Locale.ROOT, "user-%03d", users[row]));
        }

        @Override
        public String contentHash() {
            return new ContentHash().add(contentHash).add(name).finish();
        }
    }
}
