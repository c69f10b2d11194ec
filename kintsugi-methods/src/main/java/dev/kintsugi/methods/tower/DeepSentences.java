package dev.kintsugi.methods.tower;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Class sentences with prompts at several layers, and a way to run them through the text tower. */
sealed interface DeepSentences extends AutoCloseable permits PlainDeepSentences, PrefixedDeepSentences {
    /**
     * Returns one text feature per client and class, not normalised, {@code [clients, classes, embedding]}.
     *
     * @param layers the prompts of the first layers from the input on, one or more, {@code [clients, context, width]}
     */
    Tensor encode(List<Tensor> layers);

    @Override
    void close();
}
