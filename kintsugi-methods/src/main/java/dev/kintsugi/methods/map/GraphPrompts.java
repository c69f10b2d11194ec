package dev.kintsugi.methods.map;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.stream.PatternPrompts;
import dev.kintsugi.methods.stream.PromptModule;
import dev.kintsugi.methods.stream.PromptUses;
import dev.kintsugi.methods.stream.StreamBatch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Missing-aware prompts of which the server keeps one version per client; the mean is what is tested. */
final class GraphPrompts implements PromptModule {
    private static final String CLIENT = "client/";

    private final PatternPrompts prompts;

    GraphPrompts(PatternPrompts prompts) {
        this.prompts = prompts;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return prompts.parameters();
    }

    @Override
    public ParameterSet initial(long seed) {
        return prompts.initial(seed);
    }

    @Override
    public Prompting prompt(BlockParameters parameters, StreamBatch batch, PromptUses uses) {
        return prompts.prompt(parameters, batch, uses);
    }

    @Override
    public ServerState merge(ServerState before, List<ClientUpdate> updates, ParameterSet means) {
        Map<String, FloatArray> memory = new TreeMap<>(before.memory().asMap());
        List<ParameterSet> personal =
                new ClientGraph(updates.stream().map(ClientUpdate::shared).toList()).personal();
        for (int k = 0; k < updates.size(); k++) {
            String client = updates.get(k).client();
            personal.get(k).asMap().forEach((name, value) -> memory.put(CLIENT + client + "/" + name, value));
        }
        return new ServerState(means, ParameterSet.of(memory));
    }

    /** A client that was never in a cohort gets the mean. */
    @Override
    public ParameterSet forClient(ServerState state, String client) {
        Map<String, FloatArray> own = new TreeMap<>();
        for (String name : state.shared().names()) {
            String kept = CLIENT + client + "/" + name;
            own.put(
                    name,
                    state.memory().contains(kept)
                            ? state.memory().get(kept)
                            : state.shared().get(name));
        }
        return ParameterSet.of(own);
    }
}
