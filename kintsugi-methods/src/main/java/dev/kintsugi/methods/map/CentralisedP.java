package dev.kintsugi.methods.map;

import dev.kintsugi.core.method.Fidelity;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.methods.stream.PatternPrompts;
import dev.kintsugi.methods.stream.StreamFactory;
import java.util.List;

/**
 * Missing-aware prompts on one pool of all clients' data: an upper bound, not a federated method.
 *
 * <p>Follows Lee et al., CVPR 2023 (MAP), as {@code Centralized_P} of FED-PRIME does. <b>Differs:</b> training is cut
 * into the rounds of the experiment. <b>Limit:</b> equals {@code fedavg-p} with one client that owns everything, up to
 * the order of the batches.
 */
public final class CentralisedP {
    private static final MethodCard CARD = new MethodCard(
            "centralised-p",
            "missing-aware prompts on one pool of all data; an upper bound",
            "Lee et al., Multimodal Prompting with Missing Modalities, CVPR 2023, on pooled data",
            Fidelity.OFFICIAL_CODE,
            Placement.CENTRALISED,
            "nothing; the data are pooled",
            List.of(),
            List.of("any setting of clients: the pool is one"),
            List.of("training is cut into the rounds of the experiment"),
            "equals fedavg-p with one client that owns all data");

    private CentralisedP() {}

    /** Returns the factory. */
    public static MethodFactory factory() {
        return new StreamFactory<>(
                CARD,
                MapOptions.DEFAULTS,
                (backbone, options) -> new PatternPrompts(backbone, options.prompts()),
                MapOptions::classifier,
                options -> 0);
    }
}
