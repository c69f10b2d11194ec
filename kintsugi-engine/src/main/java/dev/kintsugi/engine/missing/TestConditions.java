package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.NearestName;
import dev.kintsugi.core.parameter.Modality;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The conditions of FED-PRIME's tables: as in training, complete, each modality alone, and any modality missing in as
 * many rows as in training.
 */
final class TestConditions {
    /** The only condition where nothing is taken away. */
    static final String TEST = "test";

    private static final String TRAIN = "train";
    private static final String COMPLETE = "complete";
    private static final String ONLY = "only-";
    private static final String MISS_BOTH = "miss-both";

    private TestConditions() {}

    /**
     * Returns the conditions, the main one first.
     *
     * @param main what is left of the test rows in the main condition
     * @throws ConfigException if a condition that the options name is not known
     */
    static List<TestCondition> of(MissingOptions options, ExampleTable test, EffectivePresence main, long seed) {
        PresenceTable natural = test.presence();
        List<String> known = new ArrayList<>(List.of(COMPLETE));
        natural.modalities().forEach(modality -> known.add(ONLY + modality));
        known.add(MISS_BOTH);
        List<String> names = options.conditions();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ConfigException("missing.conditions: " + NearestName.notKnown("condition", name, known));
            }
        }
        List<TestCondition> conditions = new ArrayList<>();
        conditions.add(new TestCondition(options.takesNothing() ? TEST : TRAIN, main.table()));
        if (names.isEmpty() && !options.takesNothing() && natural.modalities().size() > 1) {
            names = known;
        }
        for (String name : names) {
            if (name.equals(COMPLETE)) {
                conditions.add(new TestCondition(name, natural));
            } else if (name.equals(MISS_BOTH)) {
                missBoth(test, main, seed).ifPresent(presence -> conditions.add(new TestCondition(name, presence)));
            } else {
                conditions.add(new TestCondition(name, only(name.substring(ONLY.length()), natural)));
            }
        }
        return List.copyOf(conditions);
    }

    private static PresenceTable only(String name, PresenceTable natural) {
        long bit = 1L << natural.modalities().indexOf(new Modality(name));
        return new PresenceTable(
                natural.modalities(),
                IntStream.range(0, natural.rows())
                        .mapToLong(row -> natural.mask(row) & bit)
                        .toArray());
    }

    /** As many rows as in the main condition lose one modality, each equally likely; empty if there are none. */
    private static Optional<PresenceTable> missBoth(ExampleTable test, EffectivePresence main, long seed) {
        PresenceTable natural = test.presence();
        long affected = IntStream.range(0, natural.rows())
                .filter(row -> natural.mask(row) != main.table().mask(row))
                .count();
        if (affected == 0) {
            return Optional.empty();
        }
        MissingPattern pattern = new MissingPattern.SampleRate(
                affected / (double) natural.rows(), List.of(), Optional.empty(), MissingSets.SINGLE);
        return Optional.of(MissingPatterns.test(pattern, test, seed).table());
    }
}
