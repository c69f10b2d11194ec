package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;

/**
 * Turns the samples of one modality into tokens of one width: an encoder that is trained as a whole, or a frozen tower
 * with prompts. Pure: it keeps nothing but what never changes.
 */
public interface ModalityEncoder {
    /** Returns the modality that it reads. */
    Modality modality();

    /** Returns the number of values of a token. */
    int width();

    /**
     * Declares the trainable parameters; all of them carry the modality, and their names start with
     * {@code encoder.<modality>.}.
     */
    void declare(ParameterLayout layout);

    /**
     * Encodes samples; what is missing comes out as zeros with mask 0.
     *
     * @param parameters of the clients of the batch, {@code [clients, …]}
     */
    Tokens encode(BlockParameters parameters, MultimodalBatch batch, Pass pass);

    /** Returns where the names of the parameters of a modality's encoder start. */
    static String prefix(Modality modality) {
        return "encoder." + modality.name() + ".";
    }
}
