package dev.kintsugi.methods.prompted;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Option;
import dev.kintsugi.methods.alignment.PoolAggregation;
import dev.kintsugi.methods.alignment.PromptAlignment;
import java.util.EnumSet;
import java.util.List;

/** Pools of prompts of every tower from which each sample takes those that are most like its frozen feature. */
public record PoolSettings(
        @Option(value = "prompts in each pool of a tower, τ; 0 for no pools", source = "FED-PRIME: 20")
        int size,

        @Option(value = "prompts that a sample takes of a pool, κ, from 1 to size", source = "Fed-Prime.py: 5")
        int taken,

        @Option(
                value = "weight λ of the cosine between a sample and the prompts it took, which the loss subtracts",
                source = "fed-prime: 0.01")
        double pull,

        @Option(
                value = "pools of a tower: intra (averaged position by position), inter (merged by the alignment)",
                source = "FED-PRIME: both")
        List<Kind> kinds,

        @Option("how the server merges the inter-client pool")
        PoolAggregation alignment) {
    /** How clients share a pool. */
    public enum Kind {
        /** Averaged position by position. */
        INTRA,
        /** Aligned across clients before it is merged. */
        INTER
    }

    /** No pools. */
    public static final PoolSettings DEFAULTS =
            new PoolSettings(0, 5, 0.01, List.of(Kind.values()), PromptAlignment.DEFAULTS);

    /** Checks the ranges and puts the kinds in the order of {@link Kind}. */
    public PoolSettings {
        Check.notNegative("size", size);
        Check.positive("taken", taken);
        if (size > 0 && taken > size) {
            throw new ConfigException("taken must be at most the size of the pool, " + size + ", but was " + taken);
        }
        if (!Double.isFinite(pull)) {
            throw new ConfigException("pull must be a finite number, but was " + pull);
        }
        if (kinds.isEmpty()) {
            throw new ConfigException("kinds must name a pool, intra or inter; size 0 is no pools");
        }
        kinds = List.copyOf(EnumSet.copyOf(kinds));
    }
}
