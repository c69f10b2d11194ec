package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.method.Backbone;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.Modality;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The workplace of a simulation: the rows of all clients lie in one table. */
final class SimulationWorkplace implements Workplace {
    private final Backbone backbone;
    private final String promptTemplate;
    private final ExampleTable examples;
    private final Map<Modality, FeatureTable> features;
    private final Map<String, ClientData> clients;

    SimulationWorkplace(
            Backbone backbone,
            String promptTemplate,
            ExampleTable examples,
            Map<Modality, FeatureTable> features,
            List<ClientData> clients) {
        this.backbone = backbone;
        this.promptTemplate = promptTemplate;
        this.examples = examples;
        this.features = Map.copyOf(features);
        this.clients = clients.stream()
                .collect(Collectors.toMap(ClientData::client, Function.identity(), (a, b) -> a, TreeMap::new));
    }

    @Override
    public Backbone backbone() {
        return backbone;
    }

    @Override
    public String promptTemplate() {
        return promptTemplate;
    }

    @Override
    public ExampleTable examples() {
        return examples;
    }

    @Override
    public FeatureTable features(Modality modality) {
        @Nullable FeatureTable table = features.get(modality);
        if (table == null) {
            throw new DataException(
                    "there are no features of modality '" + modality + "', only of " + features.keySet());
        }
        return table;
    }

    @Override
    public ClientData client(String client) {
        @Nullable ClientData data = clients.get(client);
        if (data == null) {
            throw new DataException("there is no client '" + client + "' among the " + clients.size() + " clients");
        }
        return data;
    }
}
