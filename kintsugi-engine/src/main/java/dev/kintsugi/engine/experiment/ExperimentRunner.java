package dev.kintsugi.engine.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.federation.ClientSelector;
import dev.kintsugi.core.federation.RoundRunner;
import dev.kintsugi.core.federation.UpdateTransform;
import dev.kintsugi.core.method.Backbone;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.Placement;
import dev.kintsugi.core.option.NearestName;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.core.safetensors.ParameterCodec;
import dev.kintsugi.engine.federation.AskedKinds;
import dev.kintsugi.engine.federation.ConditionEvaluation;
import dev.kintsugi.engine.federation.Evaluator;
import dev.kintsugi.engine.federation.Federation;
import dev.kintsugi.engine.federation.FederationPlan;
import dev.kintsugi.engine.federation.KindRecord;
import dev.kintsugi.engine.federation.KindScores;
import dev.kintsugi.engine.federation.LastRounds;
import dev.kintsugi.engine.federation.RoundObserver;
import dev.kintsugi.engine.federation.RoundRecord;
import dev.kintsugi.engine.federation.SelectionOptions;
import dev.kintsugi.engine.federation.Selectors;
import dev.kintsugi.engine.federation.StopSignal;
import dev.kintsugi.engine.federation.TransformOptions;
import dev.kintsugi.engine.missing.MissingData;
import dev.kintsugi.engine.run.LearnedState;
import dev.kintsugi.engine.run.RunLog;
import dev.kintsugi.engine.runner.ClientHalf;
import dev.kintsugi.engine.runner.MemoryLocalStates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs one method with one seed of an experiment into its run folder, from the start or from where it was left. */
final class ExperimentRunner {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String POOL = "centralised";

    private final Experiment experiment;
    private final OpenedData data;
    private final StopSignal stop;

    ExperimentRunner(Experiment experiment, OpenedData data, StopSignal stop) {
        this.experiment = experiment;
        this.data = data;
        this.stop = stop;
    }

    /**
     * Runs; a folder that holds a result already is left as it is.
     *
     * @param ownTest test rows of clients that have some of their own, by client
     */
    void run(
            MethodChoice choice,
            long seed,
            MissingData missing,
            Map<String, int[]> ownTest,
            Path folder,
            RoundObserver observer) {
        if (Files.exists(folder.resolve("result.json"))) {
            return;
        }
        MethodCard card = choice.factory().card(choice.options());
        requireKnown(card, data.backbone());
        MethodRows rows = MethodRows.of(
                card,
                missing.clients(),
                missing.train().presence(),
                missing.conditions().get(0).presence());
        List<ClientData> training =
                card.placement() == Placement.CENTRALISED ? List.of(pool(rows.clients())) : rows.clients();
        SimulationWorkplace workplace = new SimulationWorkplace(
                data.backbone(), data.source().promptTemplate(), data.train(), missing.train(), training);
        try (Method method = choice.factory().create(workplace, choice.options(), choice.training())) {
            List<Evaluator.ClientCounts> clients = evaluated(seed, rows.clients(), ownTest);
            try (AskedKinds asked = asked(choice, method, missing, clients)) {
                run(choice, method, seed, missing, rows, training, clients, asked, new RunLog(folder), observer);
            }
        }
    }

    private AskedKinds asked(
            MethodChoice choice, Method method, MissingData missing, List<Evaluator.ClientCounts> clients) {
        return experiment
                .evaluation()
                .map(options -> new EvaluationPlan(options, data)
                        .of(choice, method, missing.conditions().get(0).presence(), clients))
                .orElse(AskedKinds.NONE);
    }

    private void run(
            MethodChoice choice,
            Method method,
            long seed,
            MissingData missing,
            MethodRows rows,
            List<ClientData> training,
            List<Evaluator.ClientCounts> clients,
            AskedKinds asked,
            RunLog log,
            RoundObserver observer) {
        FederationOptions options = experiment.federation();
        Runners.check(options.runner(), choice.name(), method);
        Placement placement = method.card().placement();
        log.prepare(checkpointBytes(method, training.size()));
        int threads = Runners.threads(options.runner());
        ObjectNode description = RunDescription.run(experiment, seed, choice, method, data, missing, rows, threads);
        ResumeGuard.check(
                log.folder().resolve("run.json"),
                data,
                missing,
                description.path("method").path("options"));
        if (!Files.exists(log.folder().resolve("run.json"))) {
            log.writeLines(
                    "clients.jsonl",
                    RunDescription.clients(rows.clients(), data.train().examples(), missing));
            PresenceRecord.write(missing, data.train().examples(), data.test().examples(), log);
            log.write("run.json", description);
        }
        MemoryLocalStates locals = new MemoryLocalStates(client -> method.startLocal(client, seed));
        List<UpdateTransform> transforms =
                options.transforms().stream().map(TransformOptions::transform).toList();
        ClientHalf clientHalf = new ClientHalf(method, locals, transforms);
        Evaluator evaluator = new Evaluator(
                data.test().examples().targets(),
                data.test().samples(),
                missing.conditions(),
                clients,
                data.multiLabel(),
                asked);
        ClientSelector selector =
                Selectors.of(placement == Placement.CENTRALISED ? SelectionOptions.All.DEFAULTS : options.selection());
        FederationPlan plan = new FederationPlan(
                placement == Placement.NONE ? 0 : options.rounds(),
                seed,
                training.stream().map(ClientData::client).toList(),
                options.checkpointEvery(),
                options.evaluateEvery(),
                experiment.evaluation().map(EvaluationOptions::lastRounds).orElse(1),
                placement == Placement.FEDERATED,
                options.onClientFailure() == FederationOptions.OnFailure.SKIP);
        try (RoundRunner runner = Runners.open(options.runner(), clientHalf, threads, training)) {
            Federation.Parts parts = new Federation.Parts(
                    method, locals, runner, selector, options.serverStep().step(), evaluator, observer, stop);
            Federation.Outcome outcome = new Federation(parts, plan, log).run();
            finish(
                    choice,
                    method,
                    outcome,
                    evaluator.evaluateAll(method, outcome.snapshot().server().shared(), locals),
                    log);
        }
    }

    private void finish(
            MethodChoice choice,
            Method method,
            Federation.Outcome outcome,
            List<ConditionEvaluation> conditions,
            RunLog log) {
        log.write(
                "prompts.safetensors",
                ParameterCodec.encode(
                        LearnedState.join(
                                outcome.snapshot().server().shared(),
                                outcome.snapshot().locals()),
                        Map.of(
                                "method",
                                method.card().id(),
                                "backbone",
                                data.backbone().hash())));
        log.write(
                "figures.json",
                FigureRecord.of(method.figures(outcome.snapshot().server())));
        ObjectNode result = JSON.createObjectNode();
        result.put("rounds", outcome.snapshot().round());
        ObjectNode tested = result.putObject("conditions");
        conditions.forEach(condition -> tested.set(
                condition.name(), RoundRecord.full(condition, data.source().classNames())));
        outcome.evaluation()
                .kinds()
                .ifPresent(kinds -> result.set("evaluation", evaluation(choice, outcome, kinds, log)));
        result.put("bytesDown", outcome.snapshot().bytesDown());
        result.put("bytesUp", outcome.snapshot().bytesUp());
        result.put(
                "trainableParameters",
                method.parameters().stream().mapToLong(ParameterSpec::size).sum());
        result.put("seconds", outcome.snapshot().seconds());
        result.put("featureSeconds", data.featureSeconds());
        result.put("backboneHash", data.backbone().hash());
        result.put("dataHash", data.source().contentHash());
        log.write("result.json", result);
    }

    private ObjectNode evaluation(MethodChoice choice, Federation.Outcome outcome, KindScores kinds, RunLog log) {
        EvaluationOptions options = experiment.evaluation().orElse(EvaluationOptions.DEFAULTS);
        ObjectNode node = KindRecord.full(kinds);
        node.set(
                "lastRounds",
                LastRounds.of(log.lines("rounds.jsonl"), outcome.snapshot().round(), options.lastRounds()));
        data.novel().ifPresent(novel -> {
            if (EvaluationPlan.canChangeClasses(choice)) {
                ArrayNode classes = node.putArray("novelClasses");
                novel.source().classNames().forEach(classes::add);
                node.put("novelSamples", novel.test().examples().rows());
            } else {
                node.putObject("leftOut").put("novel", EvaluationPlan.withoutNovel(choice));
            }
        });
        return node;
    }

    /** A modality that was asked for by its name may be misspelt, which is something else than data without it. */
    private static void requireKnown(MethodCard card, Backbone backbone) {
        List<String> known = backbone.modalities().stream().map(Modality::name).toList();
        for (Modality needed : card.needs()) {
            if (!known.contains(needed.name())) {
                throw new ConfigException("method '" + card.id() + "': "
                        + NearestName.notKnown("modality", needed.name(), known) + " of backbone '" + backbone.name()
                        + "'");
            }
        }
    }

    private static ClientData pool(List<ClientData> clients) {
        int[] rows = clients.stream()
                .flatMapToInt(client -> Arrays.stream(client.rows()))
                .sorted()
                .toArray();
        return new ClientData(POOL, rows);
    }

    private List<Evaluator.ClientCounts> evaluated(long seed, List<ClientData> clients, Map<String, int[]> ownTest) {
        int limit = Math.min(clients.size(), experiment.federation().evaluateClients());
        int[] order = RandomKey.of(seed, "evaluated-clients").open().permutation(clients.size());
        int[] chosen = Arrays.copyOf(order, limit);
        Arrays.sort(chosen);
        List<Evaluator.ClientCounts> counts = new ArrayList<>();
        for (int index : chosen) {
            ClientData client = clients.get(index);
            counts.add(new Evaluator.ClientCounts(
                    client.client(),
                    RunDescription.classCounts(client, data.train().examples()),
                    Optional.ofNullable(ownTest.get(client.client()))));
        }
        return counts;
    }

    /** Returns an upper estimate of the size of a checkpoint. */
    private static long checkpointBytes(Method method, int clients) {
        long bytes = 1 << 16;
        for (ParameterSpec spec : method.parameters()) {
            // values with two server memories beside them, or one value per client with its entry in the header
            bytes += spec.scope() == Scope.SHARED ? 3L * 4 * spec.size() : clients * (4L * spec.size() + 200);
        }
        return bytes;
    }
}
