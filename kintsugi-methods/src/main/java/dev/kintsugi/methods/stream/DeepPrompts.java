package dev.kintsugi.methods.stream;

import dev.kintsugi.nn.layer.LayerPrompts;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** From prompts per sequence and layer to what is injected. */
final class DeepPrompts {
    private DeepPrompts() {}

    /**
     * Returns the prompts of the chosen layers with the pooled token behind them.
     *
     * @param perSequence {@code [sequences, layers, length, width]}
     * @param penalty extra loss per client, or null
     */
    static PromptModule.Prompting of(Tensor perSequence, DeepPromptOptions options, @Nullable Tensor penalty) {
        int layers = (int) perSequence.size(1);
        Map<Integer, LayerPrompts.Injection> byLayer = new TreeMap<>();
        for (int layer = 0; layer < layers; layer++) {
            Tensor own = perSequence.select(1, layer);
            byLayer.put(options.firstLayer() - 1 + layer, injection(own, options));
        }
        LayerPrompts prompts = LayerPrompts.of(0, byLayer);
        return new PromptModule.Prompting(prompts, prompts.inserted(), penalty);
    }

    private static LayerPrompts.Injection injection(Tensor own, DeepPromptOptions options) {
        if (options.level() == DeepPromptOptions.Level.INPUT) {
            return new LayerPrompts.Insert(own);
        }
        long half = options.length() / 2;
        return new LayerPrompts.KeysAndValues(own.narrow(1, 0, half), own.narrow(1, half, half));
    }
}
