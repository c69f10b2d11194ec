package dev.kintsugi.methods.fedprime;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.methods.alignment.PoolAggregation;
import dev.kintsugi.methods.stream.PoolPrompts;
import dev.kintsugi.methods.stream.PromptPool;
import dev.kintsugi.methods.stream.StreamFactory;
import java.util.List;
import java.util.Optional;

/**
 * FED-PRIME: every sample takes prompts from two pools, of which the server averages one (intra-client) and aligns the
 * other (inter-client) across clients before it merges them.
 *
 * <p>Follows "Federated Prompt-Tuning with Heterogeneous and Incomplete Multimodal Client Data", ICCV 2025 (arXiv
 * 2602.07081): retrieval per sample by cosine, the server's assignment objective. <b>Differs:</b> the paper's equations
 * were at hand second-hand only; the likelihood's variance and the popularity come from the data instead of networks;
 * the loss subtracts the likeness, as its source L2P does, where the released code adds it; the first token of the text
 * is pooled; queries are taken relative to that of an empty sample, without which every sample asked for the same
 * prompts. What the released code does is {@code fed-prime-released}. <b>Limit:</b> with {@code alignment:
 * position-mean} both pools are averaged, which is {@code fed-intra} with two pools; with clients whose pools are in
 * one order, the alignment equals that mean weighted by use ({@code by-use}) bit for bit (tested).
 */
public final class FedPrime {
    private static final MethodCard CARD = new MethodCard(
            "fed-prime",
            "two pools of prompts per sample: one averaged, one aligned across clients",
            "Federated Prompt-Tuning with Heterogeneous and Incomplete Multimodal Client Data, ICCV 2025",
            Fidelity.THIRD_PARTY,
            Placement.FEDERATED,
            "both pools, pooler and head in both directions; use counts of the prompts up",
            List.of(),
            List.of(),
            List.of(
                    "equations of the paper were at hand second-hand",
                    "variance and popularity of the alignment come from the data, not from networks",
                    "the loss subtracts the likeness of sample and prompts; the released code adds it",
                    "queries are taken relative to that of an empty sample, which is ours",
                    "retrieval per sample; the released code takes the majority of a batch"),
            "alignment: position-mean: two averaged pools");

    private FedPrime() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new StreamFactory<>(
                CARD,
                AlignedOptions.DEFAULTS,
                (backbone, options) -> new PoolPrompts(backbone, options.pool(), pools(options.alignment())),
                AlignedOptions::classifier,
                options -> 0);
    }

    static List<PromptPool> pools(PoolAggregation alignment) {
        return List.of(
                new PromptPool(PromptPool.INTRA, Optional.empty()),
                new PromptPool(PromptPool.INTER, Optional.of(alignment)));
    }
}
