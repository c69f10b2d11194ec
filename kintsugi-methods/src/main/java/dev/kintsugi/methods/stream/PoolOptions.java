package dev.kintsugi.methods.stream;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;

/** A pool of prompts from which every sample takes those that are most like it. */
public record PoolOptions(
        @Option(value = "prompts in a pool, τ, above 0", source = "FED-PRIME, hyperparameter_tuning.sh: 20")
        int size,

        @Option(value = "prompts that a sample takes of a pool, κ, from 1 to size", source = "Fed-Prime.py: 5")
        int taken,

        @Option(
                value = "weight λ of the cosine between a sample and the prompts it took, which the loss subtracts; "
                        + "negative pushes them apart, as the released code does",
                source = "L2P subtracts 0.5; Fed-Prime.py adds 0.01")
        double pull,

        @Option(
                value = "sample: every sample takes its own; batch: all take the prompts that most of the batch chose",
                source = "paper: sample; Fed-Prime.py: batch")
        Retrieval retrieval,

        @Option(
                value = "how the tokens of a sample become its query: their maximum or their mean",
                source = "Fed-Prime.py: maximum")
        Query query,

        @Option(
                value = "what the query is taken relative to: none, or empty (the query of a sample that has nothing), "
                        + "without which all samples of a backbone ask for the same prompts",
                source = "ours; Fed-Prime.py: none")
        Reference reference,

        @Option(
                value = "what the query goes through: none, a fixed random matrix, or a learned one that travels",
                source = "Fed-Prime.py: random, never averaged")
        Projection projection,

        @Option(
                value = "token behind the prompts that is pooled: text (its first token) or prompt (the first prompt)",
                source = "MAP: text; Fed-Prime.py: prompt")
        ReadAt readAt) {
    /** Who chooses prompts. */
    public enum Retrieval {
        /** Each sample for itself. */
        SAMPLE,
        /** The majority of a batch. */
        BATCH
    }

    /** How tokens become one vector. */
    public enum Query {
        /** Their largest value per coordinate. */
        MAXIMUM,
        /** Their mean. */
        MEAN
    }

    /** What a query is taken relative to. */
    public enum Reference {
        /** Nothing. */
        NONE,
        /** The query of a sample of which all modalities are missing and filled. */
        EMPTY
    }

    /** What the query goes through. */
    public enum Projection {
        /** Nothing. */
        NONE,
        /** A fixed matrix, uniform in [-1, 1), equal for all clients. */
        FIXED,
        /** A matrix that starts as the fixed one, is trained and averaged. */
        LEARNED
    }

    /** The token that is pooled. */
    public enum ReadAt {
        /** The first token of the text. */
        TEXT,
        /** The first prompt. */
        PROMPT
    }

    /** The defaults: what the paper describes, with a reference of ours. */
    public static final PoolOptions DEFAULTS = new PoolOptions(
            20, 5, 0.01, Retrieval.SAMPLE, Query.MAXIMUM, Reference.EMPTY, Projection.NONE, ReadAt.TEXT);

    /** What the released code does; its matrix stays as it was drawn, as it does on MM-IMDb. */
    public static final PoolOptions RELEASED = new PoolOptions(
            20, 5, -0.01, Retrieval.BATCH, Query.MAXIMUM, Reference.NONE, Projection.FIXED, ReadAt.PROMPT);

    /** Checks the ranges. */
    public PoolOptions {
        Check.positive("size", size);
        Check.positive("taken", taken);
        if (taken > size) {
            throw new ConfigException("taken must be at most the size of the pool, " + size + ", but was " + taken);
        }
        if (projection == Projection.LEARNED && pull == 0) {
            throw new ConfigException("projection 'learned' needs a pull other than 0: nothing else trains the matrix");
        }
        if (!Double.isFinite(pull)) {
            throw new ConfigException("pull must be a finite number, but was " + pull);
        }
    }
}
