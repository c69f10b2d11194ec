package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * An encoder per modality and a fusion: what turns samples with holes into class scores. What else a method has, such
 * as projectors, belongs to its mechanisms.
 */
public final class MultimodalNetwork {
    private final List<ModalityEncoder> encoders;
    private final Fusion fusion;
    private final int classes;

    /**
     * Creates a network.
     *
     * @param encoders one per modality, of one width
     */
    public MultimodalNetwork(List<ModalityEncoder> encoders, FusionOptions fusion, int classes) {
        this.encoders = List.copyOf(encoders);
        this.classes = classes;
        if (encoders.stream().mapToInt(ModalityEncoder::width).distinct().count() != 1) {
            throw new IllegalArgumentException("encoders need one width, but have "
                    + encoders.stream().map(ModalityEncoder::width).toList());
        }
        this.fusion = fusion.over(modalities(), width(), classes);
    }

    /** Returns the modalities in the order of the features. */
    public List<Modality> modalities() {
        return encoders.stream().map(ModalityEncoder::modality).toList();
    }

    /** Returns the number of values of a token. */
    public int width() {
        return encoders.get(0).width();
    }

    /** Returns the number of classes. */
    public int classes() {
        return classes;
    }

    void declare(ParameterLayout layout) {
        encoders.forEach(encoder -> encoder.declare(layout));
        fusion.declare(layout);
    }

    /** Returns the tokens of every modality, in the order of {@link #modalities}. */
    public List<Tokens> encode(BlockParameters parameters, MultimodalBatch batch, Pass pass) {
        return encoders.stream()
                .map(encoder -> encoder.encode(parameters, batch, pass))
                .toList();
    }

    /** Returns how the modalities are brought together. */
    public Fusion fusion() {
        return fusion;
    }

    /** Returns the class scores of features, {@code [clients, size, classes]}. */
    public Tensor scores(BlockParameters parameters, List<Tokens> features, Pass pass) {
        return fusion.scores(parameters, features, pass);
    }
}
