package dev.kintsugi.methods.map;

import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.methods.stream.ClassifierOptions;
import dev.kintsugi.methods.stream.DeepPromptOptions;
import dev.kintsugi.methods.stream.StreamContract;

/** Prompts that are keys and values of the attention. */
class FedAvgPAttentionContractTest extends StreamContract {
    @Override
    protected MethodFactory factory() {
        return FedAvgP.factory();
    }

    @Override
    protected Record options() {
        return new MapOptions(
                new DeepPromptOptions(DeepPromptOptions.Level.ATTENTION, 16, 0, 1), ClassifierOptions.DEFAULTS);
    }
}
