package dev.kintsugi.methods.prompted;

import static org.bytedeco.pytorch.global.torch.matmul;

import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.multimodal.ModalityEncoder;
import dev.kintsugi.methods.multimodal.MultimodalBatch;
import dev.kintsugi.methods.parameter.InitialDraws;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.methods.tower.TowerBatch;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Prompts that are the same for all samples: shared ones {@code p_G}, or {@code p_G + U V} with U and V of the client's
 * own (FedPGP, Cui et al., ICML 2024), over the prompts of all layers as one matrix.
 */
public final class PlainPrompts implements PromptSource {
    private final Modality modality;
    private final int width;
    private final int depth;
    private final PromptOptions options;
    private final PersonalOptions personal;

    /**
     * Creates prompts for a tower.
     *
     * @param width of a token of the tower
     * @param depth number of layers that get prompts, from the input on, above 0
     */
    public PlainPrompts(Modality modality, int width, int depth, PromptOptions options, PersonalOptions personal) {
        this.modality = modality;
        this.width = width;
        this.depth = depth;
        this.options = options;
        this.personal = personal;
    }

    /** Returns the name of {@code p_G}, {@code [depth, length, width]}. */
    static String shared(Modality modality) {
        return ModalityEncoder.prefix(modality) + "prompts";
    }

    /** Returns the name of U, {@code [depth · length, bottleneck]}. */
    static String left(Modality modality) {
        return shared(modality) + ".left";
    }

    /** Returns the name of V, {@code [bottleneck, width]}. */
    static String right(Modality modality) {
        return shared(modality) + ".right";
    }

    @Override
    public void declare(ParameterLayout layout) {
        Optional<Modality> own = Optional.of(modality);
        layout.normal(shared(modality), own, options.deviation(), depth, options.length(), width);
        if (personal.bottleneck() > 0) {
            local(layout, left(modality), (long) depth * options.length(), personal.bottleneck());
            local(layout, right(modality), personal.bottleneck(), width);
        }
    }

    private void local(ParameterLayout layout, String name, long... shape) {
        layout.add(
                new ParameterSpec(name, shape, Scope.LOCAL, Optional.of(modality)),
                seed -> InitialDraws.normal(seed, name, personal.initialDeviation(), shape));
    }

    /** Returns {@code U V} in the shape of {@code p_G}, {@code [clients, depth, length, width]}; empty without. */
    static Optional<Tensor> offset(BlockParameters parameters, Modality modality) {
        return parameters.contains(left(modality))
                ? Optional.of(matmul(parameters.get(left(modality)), parameters.get(right(modality)))
                        .view(parameters.get(shared(modality)).shape()))
                : Optional.empty();
    }

    @Override
    public List<Tensor> layers(BlockParameters parameters, MultimodalBatch batch, TowerBatch tower) {
        Tensor shared = parameters.get(shared(modality));
        Tensor prompts = offset(parameters, modality).map(shared::add).orElse(shared);
        Tensor perSample = tower.byClient(prompts);
        return IntStream.range(0, depth)
                .mapToObj(layer -> perSample.select(1, layer))
                .toList();
    }
}
