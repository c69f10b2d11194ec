package dev.kintsugi.nn.backbone;

import dev.kintsugi.core.parameter.Modality;

/**
 * A backbone that freezes nothing: it hands samples on as numbers, for methods that train encoders of their own. Its
 * features are {@link dev.kintsugi.core.data.FeatureKind#input} of every modality.
 */
public interface InputModel extends FrozenModel {
    /** Returns the shape of a sample of a modality that it takes. */
    InputShape shape(Modality modality);
}
