package dev.kintsugi.engine.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.KintsugiVersion;
import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.option.Settings;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.engine.missing.MissingData;
import dev.kintsugi.engine.missing.PresenceCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes {@code run.json} and {@code clients.jsonl}: what a run is, before it begins. */
final class RunDescription {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RunDescription() {}

    /**
     * Returns {@code run.json}.
     *
     * @param rows what the method can use
     */
    static ObjectNode run(
            Experiment experiment,
            long seed,
            MethodChoice choice,
            Method method,
            OpenedData data,
            MissingData missing,
            MethodRows rows,
            int threads) {
        ExampleTable train = data.train().examples();
        ObjectNode run = JSON.createObjectNode();
        run.put("format", 1);
        run.put("name", experiment.name());
        run.put("seed", seed);
        run.set("method", method(choice));
        run.set("settings", JSON.valueToTree(Settings.render(experiment)));
        ObjectNode versions = run.putObject("versions");
        versions.put("kintsugi", KintsugiVersion.get());
        versions.put("java", System.getProperty("java.version"));
        versions.put(
                "os",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        versions.put("pytorch", PyTorchVersion.get());
        versions.put("processor", Runtime.getRuntime().availableProcessors() + " processors");
        versions.put("threads", threads);
        versions.put("intraOpThreads", intraOpThreads(experiment.federation().runner()));
        run.putObject("backbone")
                .put("name", data.backbone().name())
                .put("hash", data.backbone().hash());
        ObjectNode source = run.putObject("data");
        source.put("name", data.source().name());
        source.put("hash", data.source().contentHash());
        ArrayNode classes = source.putArray("classes");
        data.source().classNames().forEach(classes::add);
        source.put("promptTemplate", data.source().promptTemplate());
        source.put("multiLabel", data.multiLabel());
        source.put("trainRows", train.rows());
        source.put("testRows", data.test().examples().rows());
        source.put(
                "skippedRows",
                rows.leftOut()
                        + data.train().rows().leftOut()
                        + data.test().rows().leftOut());
        ObjectNode repairs = source.putObject("repairs");
        data.repairs().forEach(repairs::put);
        ArrayNode modalities = source.putArray("modalities");
        train.presence().modalities().forEach(modality -> modalities.add(modality.name()));
        run.putObject("missing")
                .put("hash", missing.fingerprint())
                .put("sparedTrainRows", missing.sparedTrain())
                .put("sparedTestRows", missing.sparedTest())
                .put("emptiedTrainRows", missing.emptiedRows())
                .put("wrongLabels", missing.wrongLabels())
                .put("missingLabels", missing.missingLabels())
                .put("clientsLeftOut", rows.clientsLeftOut());
        ArrayNode parameters = run.putArray("parameters");
        for (ParameterSpec spec : method.parameters()) {
            ObjectNode parameter = parameters.addObject().put("name", spec.name());
            ArrayNode shape = parameter.putArray("shape");
            Arrays.stream(spec.shape()).map(Math::abs).forEach(shape::add);
            if (Arrays.stream(spec.shape()).anyMatch(dimension -> dimension < 0)) {
                parameter.put("varies", true);
            }
            parameter.put("scope", spec.scope().name());
        }
        run.put("started", Instant.now().toString());
        return run;
    }

    private static ObjectNode method(MethodChoice choice) {
        MethodCard card = choice.factory().card();
        ObjectNode method = JSON.createObjectNode();
        method.put("id", card.id());
        method.put("name", choice.name());
        method.put("title", card.title());
        method.put("paper", card.paper());
        method.put("fidelity", card.fidelity().toString());
        method.put("placement", card.placement().name());
        method.put("sends", card.sends());
        ArrayNode deviations = method.putArray("deviations");
        card.deviations().forEach(deviations::add);
        method.put("limitCase", card.limitCase());
        ObjectNode options = JSON.valueToTree(Settings.render(choice.options()));
        options.set("training", JSON.valueToTree(Settings.render(choice.training())));
        method.set("options", options);
        return method;
    }

    static int intraOpThreads(RunnerOptions runner) {
        if (runner instanceof RunnerOptions.InProcess inProcess) {
            return inProcess.intraOpThreads();
        }
        return runner instanceof RunnerOptions.Wire wire ? wire.intraOpThreads() : 1;
    }

    /**
     * Returns the lines of {@code clients.jsonl}: classes as they truly are, presence as the clients see it.
     *
     * @param train the training rows as the source gives them
     */
    static List<ObjectNode> clients(List<ClientData> clients, ExampleTable train, MissingData missing) {
        PresenceTable left = missing.train().presence();
        PresenceCounts counted = PresenceCounts.of(left, clients);
        List<ObjectNode> lines = new ArrayList<>();
        for (int number = 0; number < clients.size(); number++) {
            ClientData client = clients.get(number);
            ObjectNode line = JSON.createObjectNode();
            line.put("client", client.client());
            line.put("rows", client.size());
            ArrayNode counts = line.putArray("classes");
            Arrays.stream(classCounts(client, train)).forEach(counts::add);
            ObjectNode presence = line.putObject("presence");
            for (Modality modality : left.modalities()) {
                long present = Arrays.stream(client.rows())
                        .filter(row -> left.has(row, modality))
                        .count();
                presence.put(modality.name(), present);
            }
            ObjectNode patterns = line.putObject("patterns");
            List<Integer> own = counted.rows().get(number).counts();
            for (int pattern = 0; pattern < own.size(); pattern++) {
                if (own.get(pattern) > 0) {
                    patterns.put(counted.name(counted.patterns().get(pattern)), own.get(pattern));
                }
            }
            lines.add(line);
        }
        return lines;
    }

    /** Returns the number of a client's training rows per class. */
    static long[] classCounts(ClientData client, ExampleTable train) {
        long[] counts = new long[train.targets().classes()];
        for (int row : client.rows()) {
            for (int label : train.targets().labels(row)) {
                counts[label]++;
            }
        }
        return counts;
    }
}
