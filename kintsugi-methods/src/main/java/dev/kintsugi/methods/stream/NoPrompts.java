package dev.kintsugi.methods.stream;

import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.nn.layer.LayerPrompts;
import java.util.List;

/** No prompts at all: the control in which only pooler and head learn. */
public final class NoPrompts implements PromptModule {
    @Override
    public List<ParameterSpec> parameters() {
        return List.of();
    }

    @Override
    public ParameterSet initial(long seed) {
        return ParameterSet.empty();
    }

    @Override
    public Prompting prompt(BlockParameters parameters, StreamBatch batch, PromptUses uses) {
        return new Prompting(LayerPrompts.none(), 0, null);
    }
}
