package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.NearestName;
import dev.kintsugi.core.parameter.Modality;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Applies patterns to rows. Every number is keyed by the id of its row or client, so that the same seed gives the same
 * holes on every machine and in any order of the rows; training and test rows have numbers of their own.
 */
public final class MissingPatterns {
    private static final String TRAIN = "train";
    static final String TEST = "test";

    private MissingPatterns() {}

    /**
     * Returns what is left of the training rows.
     *
     * @param clients the rows of each client; rows that no client holds lose nothing to a pattern over clients
     * @throws ConfigException if the pattern does not fit the modalities of the data
     */
    public static EffectivePresence train(
            MissingPattern pattern, ExampleTable train, List<ClientData> clients, long seed) {
        return apply(pattern, train, clients, new MissingKeys(seed, TRAIN));
    }

    /**
     * Returns what is left of the test rows, which count as one client.
     *
     * @throws ConfigException if the pattern does not fit the modalities of the data, or is {@code like-train}, which
     *     {@link #like} is for
     */
    public static EffectivePresence test(MissingPattern pattern, ExampleTable test, long seed) {
        ClientData all = new ClientData(TEST, IntStream.range(0, test.rows()).toArray());
        return apply(pattern, test, List.of(all), new MissingKeys(seed, TEST));
    }

    /**
     * Returns what is left of test rows that lose the like of what training rows have lost. A pattern that does not
     * look at clients ({@code none}, {@code sample-rate}) takes from them as it took from the training rows; otherwise
     * each has a training row as its model.
     *
     * @param pattern what took modalities from the training rows
     * @param left what it left
     */
    static EffectivePresence like(
            MissingPattern pattern,
            ExampleTable train,
            PresenceTable left,
            List<ClientData> clients,
            ExampleTable test,
            long seed) {
        if (pattern instanceof MissingPattern.None || pattern instanceof MissingPattern.SampleRate) {
            return test(pattern, test, seed);
        }
        PresenceDraft draft = new PresenceDraft(test.presence());
        TrainingLosses.of(train, left, clients, seed)
                .imitate(ranked(test, new MissingKeys(seed, TEST)), test.presence(), draft);
        return draft.finish();
    }

    private static EffectivePresence apply(
            MissingPattern pattern, ExampleTable examples, List<ClientData> clients, MissingKeys keys) {
        PresenceDraft draft = new PresenceDraft(examples.presence());
        List<Modality> modalities = examples.presence().modalities();
        if (pattern instanceof MissingPattern.SampleRate sampleRate) {
            sampleRate(sampleRate, examples, keys, draft);
        } else if (pattern instanceof MissingPattern.LikeTrain) {
            throw new ConfigException("like-train takes its losses from the training rows; here are none");
        } else if (pattern instanceof MissingPattern.ClientModality clientModality) {
            long candidates = bits("client-modality", clientModality.modalities(), modalities);
            if (clientModality.draw() == ClientDraw.NUMPY) {
                ReleasedLosses.modality(clientModality, candidates, modalities, clients, draft);
            } else {
                ClientLosses.modality(clientModality.rate(), candidates, modalities, clients, keys, draft);
            }
        } else if (pattern instanceof MissingPattern.ClientSplit split) {
            long candidates = bits("client-split", split.modalities(), modalities);
            ClientLosses.split(split.multiRatio(), candidates, modalities, clients, keys, draft);
        } else if (pattern instanceof MissingPattern.ClientShare clientShare) {
            ClientLosses.share(clientShare, examples, clients, keys, draft);
        } else if (pattern instanceof MissingPattern.PatternMix mix) {
            long candidates = bits("pattern-mix", mix.modalities(), modalities);
            List<Long> sets = mix.sets().of(candidates, bits("pattern-mix", List.of(), modalities));
            new PatternMixLosses(mix, sets, clients, keys).take(examples.ids(), draft);
        } else if (pattern instanceof MissingPattern.Listed listed) {
            ListedPresence.read(listed.path()).keep(examples, draft);
        }
        return draft.finish();
    }

    /**
     * Takes sets from exactly {@code round(rate · rows)} rows: those whose numbers are the smallest. MAP draws a sample
     * of that size; ranks give one, too, and grow with the rate.
     */
    private static void sampleRate(
            MissingPattern.SampleRate options, ExampleTable examples, MissingKeys keys, PresenceDraft draft) {
        List<Modality> modalities = examples.presence().modalities();
        long all = bits("sample-rate", List.of(), modalities);
        List<Long> sets = options.sets().of(bits("sample-rate", options.modalities(), modalities), all);
        double[] weights = new double[sets.size()];
        for (int set = 0; set < weights.length; set++) {
            weights[set] = 1;
            if (options.bothRatio().isPresent()) {
                long first = bits("sample-rate", options.modalities().subList(0, 1), modalities);
                double ratio = options.bothRatio().get();
                weights[set] = sets.get(set) == first ? ratio : 1 - ratio;
            }
        }
        RowShares shares = new RowShares(sets, weights);
        int[] ranked = ranked(examples, keys);
        long affected = Math.round(options.rate() * ranked.length);
        for (int rank = 0; rank < affected; rank++) {
            draft.take(ranked[rank], shares.next());
        }
    }

    private static int[] ranked(ExampleTable examples, MissingKeys keys) {
        return keys.ranked(
                "row", examples.ids(), IntStream.range(0, examples.rows()).toArray());
    }

    /** Returns the bits of named modalities; an empty list names all. */
    private static long bits(String kind, List<String> names, List<Modality> modalities) {
        long bits = 0;
        for (int bit = 0; bit < modalities.size(); bit++) {
            if (names.isEmpty() || names.contains(modalities.get(bit).name())) {
                bits |= 1L << bit;
            }
        }
        List<String> known = modalities.stream().map(Modality::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ConfigException(
                        "missing, kind " + kind + ": modalities: " + NearestName.notKnown("modality", name, known));
            }
        }
        return bits;
    }
}
