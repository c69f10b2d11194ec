package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A projector of every modality's own between its encoder and the fusion; the control of methods that have projectors.
 *
 * @param form not {@code NONE}
 */
public record SelfProjectors(ProjectorForm form) implements Mechanism {
    private static String name(Modality modality) {
        return "projector." + modality.name() + ".self";
    }

    @Override
    public void declare(ParameterLayout layout, MultimodalNetwork network) {
        network.modalities().forEach(modality -> form.declare(layout, name(modality), modality, network.width()));
    }

    /** Returns the projected tokens of one modality. */
    public Tokens of(BlockParameters parameters, Modality modality, Tokens encoded) {
        return form.apply(parameters, name(modality), encoded);
    }

    @Override
    public List<Tokens> features(Run run, List<Tokens> features) {
        List<Tokens> projected = new ArrayList<>();
        for (int m = 0; m < features.size(); m++) {
            projected.add(of(run.current(), run.network().modalities().get(m), features.get(m)));
        }
        return projected;
    }
}
