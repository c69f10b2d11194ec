package dev.kintsugi.engine.experiment;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.method.Backbone;
import dev.kintsugi.core.method.Workplace;
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
    private final OpenedSplit train;
    private final ExampleTable examples;
    private final Map<String, ClientData> clients;

    /**
     * Creates the workplace.
     *
     * @param examples labels and presence of the training rows as the clients see them
     */
    SimulationWorkplace(
            Backbone backbone,
            String promptTemplate,
            OpenedSplit train,
            ExampleTable examples,
            List<ClientData> clients) {
        this.backbone = backbone;
        this.promptTemplate = promptTemplate;
        this.train = train;
        this.examples = examples;
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
    public FeatureTable features(FeatureKind kind) {
        return train.features(kind);
    }

    @Override
    public int views() {
        return train.views();
    }

    @Override
    public FeatureTable features(FeatureKind kind, int view) {
        return train.features(kind, view);
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
