package dev.kintsugi.engine.missing;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which rows lose which of the modalities that they have; what a row lacks by nature stays lacking.
 *
 * <p>A pattern never takes the last modality of a row: a loss that would do so is not carried out, and such rows are
 * counted. Where the rates below go up, every row keeps at most what it kept before. Draws of {@link ClientDraw#NUMPY}
 * keep to neither.
 */
public sealed interface MissingPattern
        permits MissingPattern.None,
                MissingPattern.SampleRate,
                MissingPattern.ClientModality,
                MissingPattern.ClientSplit,
                MissingPattern.ClientShare,
                MissingPattern.PatternMix,
                MissingPattern.LikeTrain,
                MissingPattern.Listed {
    /** Nothing is taken away. */
    @Kind(value = "none", description = "only the holes that the data have by nature")
    record None() implements MissingPattern {
        /** The defaults. */
        public static final None DEFAULTS = new None();
    }

    /** A share of all rows loses something, whatever client they belong to (MAP, CVPR 2023; FED-PRIME). */
    @Kind(
            value = "sample-rate",
            description = "a share of all rows loses a modality, independently of the clients; exact to one row")
    record SampleRate(
            @Option(value = "share of the rows that lose something, in [0, 1]", source = "MAP, η = 0.7")
            double rate,

            @Option("modalities that may be lost; an empty list is all: [text] is miss-text, [text, image] miss-both")
            List<String> modalities,

            @Option("of two modalities, the share of the losses that falls on the first, in [0, 1]; half if not given")
            Optional<Double> bothRatio,

            @Option("single: a row loses one modality; subsets: any set of them but not all")
            MissingSets sets)
            implements MissingPattern {
        /** The defaults: miss-both of MAP and FED-PRIME. */
        public static final SampleRate DEFAULTS = new SampleRate(0.7, List.of(), Optional.empty(), MissingSets.SINGLE);

        /** Checks the ranges. */
        public SampleRate {
            Check.within("rate", rate, 0, 1);
            modalities = distinct(modalities);
            if (bothRatio.isPresent()) {
                Check.within("both-ratio", bothRatio.get(), 0, 1);
                if (modalities.size() != 2 || sets != MissingSets.SINGLE) {
                    throw new ConfigException(
                            "both-ratio needs modalities with exactly two names and sets: single, but there are "
                                    + modalities.size() + " names and sets is "
                                    + sets.name().toLowerCase(Locale.ROOT));
                }
            }
        }
    }

    /** Each client lacks each modality as a whole with the same probability (FedMultimodal, KDD 2023). */
    @Kind(
            value = "client-modality",
            description = "each client lacks each modality as a whole with a probability, but never all")
    record ClientModality(
            @Option(
                    value = "probability that a client lacks a modality, in [0, 1]",
                    source = "FedMultimodal, 0.1 to 0.5")
            double rate,

            @Option("modalities that may be lacking; an empty list is all")
            List<String> modalities,

            @Option(
                    "keyed: by the run's seed, and a client keeps one modality; numpy: FedMultimodal's released draws, in "
                            + "which a client that lacks everything is left out, for training rows only")
            ClientDraw draw,

            @Option(
                    value = "with draw: numpy, number of the first client, from which the seeds follow, 0 or more",
                    source = "FedMultimodal, released code: 0; where test and dev stand before the clients, 2")
            int firstNumber)
            implements MissingPattern {
        /** The defaults. */
        public static final ClientModality DEFAULTS = new ClientModality(0.3, List.of(), ClientDraw.KEYED, 0);

        /** Checks the ranges. */
        public ClientModality {
            Check.within("rate", rate, 0, 1);
            Check.notNegative("first-number", firstNumber);
            modalities = distinct(modalities);
        }
    }

    /** A share of the clients has all modalities, the others one each (FedCMI and its repository, ECCV 2024). */
    @Kind(
            value = "client-split",
            description =
                    "a share of the clients has all modalities; the rest is split evenly into clients with one each")
    record ClientSplit(
            @Option(
                    value = "share of the clients that have all modalities, rounded down, in [0, 1]",
                    source = "FedCMI, released code")
            double multiRatio,

            @Option(
                    "modalities that the other clients may have; an empty list is all, one name gives them all the same")
            List<String> modalities)
            implements MissingPattern {
        /** The defaults: half of the clients are complete. */
        public static final ClientSplit DEFAULTS = new ClientSplit(0.5, List.of());

        /** Checks the ranges. */
        public ClientSplit {
            Check.within("multi-ratio", multiRatio, 0, 1);
            modalities = distinct(modalities);
        }
    }

    /** A share of a client's modalities is missing in a share of its rows (FedMAC, NCA 2024). */
    @Kind(
            value = "client-share",
            description = "each client has a share of modalities that each miss in a share of its rows")
    record ClientShare(
            @Option(
                    value = "share p_m of the modalities that may miss at a client, rounded down, in [0, 1]",
                    source = "FedMAC, 0.2 to 1")
            double modalityShare,

            @Option(
                    value = "share p_s of the client's rows that each of them misses in, in [0, 1]",
                    source = "FedMAC, 0.2 to 1")
            double sampleShare)
            implements MissingPattern {
        /** The defaults: with two modalities one of them misses, in three fifths of the rows. */
        public static final ClientShare DEFAULTS = new ClientShare(0.6, 0.6);

        /** Checks the ranges. */
        public ClientShare {
            Check.within("modality-share", modalityShare, 0, 1);
            Check.within("sample-share", sampleShare, 0, 1);
        }
    }

    /** Each client has a mix of patterns of its own, so that clients differ in what they lack. */
    @Kind(
            value = "pattern-mix",
            description = "each client draws its mix of complete rows and missing sets from a Dirichlet distribution")
    record PatternMix(
            @Option("concentration α, above 0; small values give a client few patterns")
            double alpha,

            @Option("expected share of all rows that lose something, in [0, 1]; what the mixes give if not given")
            Optional<Double> rate,

            @Option("modalities that may be lost; an empty list is all")
            List<String> modalities,

            @Option("single: a row loses one modality; subsets: any set of them but not all")
            MissingSets sets)
            implements MissingPattern {
        /** The defaults. */
        public static final PatternMix DEFAULTS = new PatternMix(0.5, Optional.of(0.7), List.of(), MissingSets.SUBSETS);

        /** Checks the ranges. */
        public PatternMix {
            Check.positive("alpha", alpha);
            rate.ifPresent(given -> Check.within("rate", given, 0, 1));
            modalities = distinct(modalities);
        }
    }

    /**
     * Test rows lose the like of what the training rows of all clients have lost: of a {@code sample-rate} the same
     * rate, else each what a training row lost that is its model.
     */
    @Kind(
            value = "like-train",
            description = "test rows lose the like of what training rows lost: the same sets in the same shares")
    record LikeTrain() implements MissingPattern {
        /** The defaults. */
        public static final LikeTrain DEFAULTS = new LikeTrain();
    }

    /** A file says what is left of each row. */
    @Kind(value = "list", description = "a file names the rows and the modalities that are left of them")
    record Listed(
            @Option(
                    value =
                            "CSV with the columns id and present (names joined by '+'), or JSONL with present as a list; "
                                    + "relative to the root of the data; rows that it does not name keep what they have",
                    required = true)
            String path)
            implements MissingPattern {
        /** The defaults; the path is a placeholder. */
        public static final Listed DEFAULTS = new Listed("presence.csv");
    }

    private static List<String> distinct(List<String> modalities) {
        if (new HashSet<>(modalities).size() != modalities.size()) {
            throw new ConfigException("modalities must differ, but were " + String.join(", ", modalities));
        }
        return List.copyOf(modalities);
    }
}
