package dev.kintsugi.methods.prompt;

import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.ExportedModel;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.OptimizerOptions;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.block.BlockSchedule;
import dev.kintsugi.methods.block.BlockTrainer;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** A federated method that trains what a {@link PromptLearner} declares. */
public final class PromptLearningMethod implements Method {
    private final MethodCard card;
    private final Workplace workplace;
    private final PromptLearner learner;
    private final BlockTrainer trainer;
    private final List<ParameterSpec> parameters;
    private final int classes;

    /**
     * Creates the method.
     *
     * @param learner made for the same workplace; closed with the method
     * @throws ConfigException if the learner carries momentum and the optimiser has none of SGD's kind
     */
    public PromptLearningMethod(MethodCard card, Workplace workplace, PromptLearner learner, LocalTraining training) {
        this.card = card;
        this.workplace = workplace;
        this.learner = learner;
        this.trainer = new BlockTrainer(workplace, training);
        this.classes = workplace.examples().targets().classes();
        this.parameters = new ArrayList<>(learner.parameters());
        if (learner.momentum() != Momentum.RESET) {
            if (!(training.optimizer() instanceof OptimizerOptions.Sgd sgd && sgd.momentum() > 0)) {
                throw new ConfigException("method '" + card.id() + "' cannot carry momentum from round to round with "
                        + training.optimizer() + "; take optimizer 'sgd' with momentum above 0, or momentum: reset");
            }
            Scope scope = learner.momentum() == Momentum.SHARED ? Scope.SHARED : Scope.LOCAL;
            for (ParameterSpec spec : learner.parameters()) {
                if (learner.trains(spec.name())) {
                    parameters.add(new ParameterSpec(
                            ParameterSpec.MOMENTUM + spec.name(), spec.shape(), scope, spec.modality()));
                }
            }
        }
    }

    @Override
    public MethodCard card() {
        return card;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.copyOf(parameters);
    }

    @Override
    public ServerState start(long seed) {
        return new ServerState(
                of(Scope.SHARED, initial(seed)), learner.aggregation().memory(seed));
    }

    @Override
    public ParameterSet startLocal(String client, long seed) {
        return of(Scope.LOCAL, initial(seed));
    }

    /** Returns the learner's values, and zeros for the momentum. */
    private ParameterSet initial(long seed) {
        Map<String, FloatArray> values = new TreeMap<>(learner.initial(seed).asMap());
        for (ParameterSpec spec : parameters) {
            values.computeIfAbsent(spec.name(), name -> FloatArray.zeros(spec.shape()));
        }
        return ParameterSet.of(values);
    }

    private ParameterSet of(Scope scope, ParameterSet values) {
        Map<String, FloatArray> chosen = new TreeMap<>();
        for (ParameterSpec spec : parameters) {
            if (spec.scope() == scope) {
                chosen.put(spec.name(), values.get(spec.name()));
            }
        }
        return ParameterSet.of(chosen);
    }

    @Override
    public ParameterSet forClient(ServerState state, String client) {
        return learner.aggregation().forClient(state, client);
    }

    @Override
    public List<ClientOutcome> train(List<ClientTask> block, List<ParameterSet> locals) {
        List<BlockTrainer.Start> starts = IntStream.range(0, block.size())
                .mapToObj(k -> start(block.get(k).shared().plus(locals.get(k)).plus(learner.prepared(block.get(k)))))
                .toList();
        List<BlockTrainer.Trained> trained = trainer.train(
                block, starts, (current, initial, step) -> learner.losses(current, initial, batch(step, block)));
        List<ClientOutcome> outcomes = new ArrayList<>();
        for (int k = 0; k < block.size(); k++) {
            outcomes.add(outcome(block.get(k), starts.get(k).fixed(), trained.get(k)));
        }
        return outcomes;
    }

    private BlockTrainer.Start start(ParameterSet values) {
        return new BlockTrainer.Start(
                where(values, (name, declared) -> declared && learner.trains(name)),
                where(
                        values,
                        (name, declared) ->
                                !(declared && learner.trains(name)) && !name.startsWith(ParameterSpec.MOMENTUM)),
                without(
                        ParameterSpec.MOMENTUM,
                        where(values, (name, declared) -> name.startsWith(ParameterSpec.MOMENTUM))));
    }

    private ParameterSet where(ParameterSet values, BiPredicate<String, Boolean> chosen) {
        List<String> declared =
                learner.parameters().stream().map(ParameterSpec::name).toList();
        Map<String, FloatArray> found = new TreeMap<>(values.asMap());
        found.keySet().removeIf(name -> !chosen.test(name, declared.contains(name)));
        return ParameterSet.of(found);
    }

    private static ParameterSet without(String prefix, ParameterSet values) {
        Map<String, FloatArray> renamed = new TreeMap<>();
        values.asMap().forEach((name, value) -> renamed.put(name.substring(prefix.length()), value));
        return ParameterSet.of(renamed);
    }

    private TrainingBatch batch(BlockSchedule.Step step, List<ClientTask> block) {
        Targets targets = workplace.examples().targets();
        long[] labels = new long[step.rows().length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = targets.label(step.rows()[i]);
        }
        return new TrainingBatch(
                samples(step),
                TensorBridge.tensor(labels, step.clients(), step.size()),
                TensorBridge.tensor(step.weights(), step.clients(), step.size()),
                block);
    }

    /** Returns the images of a step, or the views of them that were drawn where there are some. */
    private SampleBatch samples(BlockSchedule.Step step) {
        return workplace.views() == 0
                ? new SampleBatch(step.clients(), step.size(), step.rows(), workplace::features)
                : new SampleBatch(
                        step.clients(),
                        step.size(),
                        ViewTable.places(workplace, step),
                        kind -> new ViewTable(workplace, kind));
    }

    private ClientOutcome outcome(ClientTask task, ParameterSet fixed, BlockTrainer.Trained trained) {
        ParameterSet finished = learner.finish(task, trained.values().plus(fixed));
        Map<String, FloatArray> values = new TreeMap<>(finished.asMap());
        trained.velocities().asMap().forEach((name, value) -> values.put(ParameterSpec.MOMENTUM + name, value));
        ParameterSet all = ParameterSet.of(values);
        ClientUpdate update = new ClientUpdate(
                task.round(),
                task.client(),
                trained.examples(),
                of(Scope.SHARED, all),
                Map.of("loss", trained.loss(), "steps", (double) trained.steps()));
        return new ClientOutcome(update, of(Scope.LOCAL, all));
    }

    @Override
    public ServerState aggregate(ServerState state, List<ClientUpdate> updates) {
        return learner.aggregation().merge(state, updates, learner.aggregation().mean(updates));
    }

    @Override
    public List<float[]> scores(ParameterSet shared, List<ParameterSet> locals, Samples samples) {
        boolean personal = parameters.stream().anyMatch(spec -> spec.scope() == Scope.LOCAL);
        if (!personal) {
            float[] scores = scores(shared, samples);
            return locals.stream().map(local -> scores).toList();
        }
        List<float[]> all = new ArrayList<>();
        for (ParameterSet local : locals) {
            all.add(scores(shared.plus(local), samples));
        }
        return all;
    }

    /** Returns the scores {@code [rows, classes]} for one client, in portions that bound the memory. */
    private float[] scores(ParameterSet values, Samples samples) {
        float[] scores = new float[samples.rows() * classes];
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            ParameterSet read = where(values, (name, declared) -> !name.startsWith(ParameterSpec.MOMENTUM));
            PromptLearner.Scorer scorer = learner.scorer(BlockParameters.stack(List.of(read)));
            for (int from = 0; from < samples.rows(); from += learner.samplesAtOnce()) {
                int to = Math.min(samples.rows(), from + learner.samplesAtOnce());
                int[] rows = IntStream.range(from, to).toArray();
                float[] part = scores(scorer, new SampleBatch(1, to - from, rows, samples::features));
                System.arraycopy(part, 0, scores, from * classes, part.length);
            }
        }
        return scores;
    }

    private static float[] scores(PromptLearner.Scorer scorer, SampleBatch batch) {
        try (PointerScope scope = new PointerScope()) {
            Tensor scores = scorer.scores(batch);
            return TensorBridge.floats(scores);
        }
    }

    @Override
    public boolean hasSharedModel() {
        return learner.hasSharedModel();
    }

    @Override
    public ExportedModel exported(ParameterSet shared, ParameterSet local) {
        return learner.exported(
                where(shared.plus(local), (name, declared) -> !name.startsWith(ParameterSpec.MOMENTUM)));
    }

    @Override
    public void close() {
        learner.close();
    }
}
