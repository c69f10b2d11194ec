package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.method.Figure;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.core.round.ClientOutcome;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.block.BlockTrainer;
import dev.kintsugi.methods.block.LabelLoss;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/**
 * A federated method that trains a {@link MultimodalNetwork} with a list of mechanisms; parameters of a modality are
 * averaged over the clients that hold it.
 */
public final class MultimodalMethod implements Method {
    private static final int SAMPLES_AT_ONCE = 256;

    private final MethodCard card;
    private final Workplace workplace;
    private final MultimodalNetwork network;
    private final List<Mechanism> mechanisms;
    private final LocalTraining training;
    private final BlockTrainer trainer;
    private final LabelLoss labels;
    private final ParameterLayout layout = new ParameterLayout();
    private final HolderMean mean;

    /**
     * Creates the method for one workplace.
     *
     * @param mechanisms in the order in which they are asked
     */
    public MultimodalMethod(
            MethodCard card,
            Workplace workplace,
            MultimodalNetwork network,
            List<Mechanism> mechanisms,
            LocalTraining training) {
        this.card = card;
        this.workplace = workplace;
        this.network = network;
        this.mechanisms = List.copyOf(mechanisms);
        this.training = training;
        this.trainer = new BlockTrainer(workplace, training);
        this.labels = new LabelLoss(
                workplace.examples().targets(), !workplace.examples().targets().isSingleLabel());
        network.declare(layout);
        mechanisms.forEach(mechanism -> mechanism.declare(layout, network));
        this.mean = new HolderMean(network.modalities(), layout.specs());
    }

    @Override
    public MethodCard card() {
        return card;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return layout.specs();
    }

    /**
     * {@inheritDoc}
     *
     * @throws DataException if no row here has one of the network's modalities, so that its encoder would never learn;
     *     a server without rows cannot know and does not ask
     */
    @Override
    public ServerState start(long seed) {
        int rows = workplace.examples().rows();
        for (Modality modality : network.modalities()) {
            if (rows > 0
                    && IntStream.range(0, rows)
                            .noneMatch(row -> workplace.examples().presence().has(row, modality))) {
                throw new DataException(
                        "none of the " + rows + " training rows of all clients has modality '" + modality
                                + "', which method '" + card.id()
                                + "' trains an encoder for; leave it out with encoders.modalities"
                                + " or give some client data that have it");
            }
        }
        ParameterSet initial = of(layout.initial(seed), spec -> spec.scope() == Scope.SHARED);
        ParameterSet memory = ParameterSet.empty();
        for (Mechanism mechanism : mechanisms) {
            memory = memory.plus(mechanism.memory(initial, seed));
        }
        return new ServerState(initial, memory);
    }

    @Override
    public ParameterSet startLocal(String client, long seed) {
        return of(layout.initial(seed), spec -> spec.scope() == Scope.LOCAL);
    }

    private ParameterSet of(ParameterSet values, Predicate<ParameterSpec> wanted) {
        Map<String, FloatArray> chosen = new TreeMap<>();
        for (ParameterSpec spec : parameters()) {
            if (wanted.test(spec)) {
                chosen.put(spec.name(), values.get(spec.name()));
            }
        }
        return ParameterSet.of(chosen);
    }

    private boolean trains(ParameterSpec spec) {
        return mechanisms.stream().allMatch(mechanism -> mechanism.trains(spec.name()));
    }

    private boolean trains(ParameterSpec spec, ClientTask task) {
        return mechanisms.stream().allMatch(mechanism -> mechanism.trains(spec.name(), task));
    }

    @Override
    public ParameterSet forClient(ServerState state, String client) {
        ParameterSet sent = state.shared();
        for (Mechanism mechanism : mechanisms) {
            sent = sent.plus(mechanism.sent(state));
        }
        return sent;
    }

    @Override
    public List<ClientOutcome> train(List<ClientTask> block, List<ParameterSet> locals) {
        List<ParameterSet> received = new ArrayList<>();
        List<BlockTrainer.Start> starts = new ArrayList<>();
        for (int k = 0; k < block.size(); k++) {
            ClientTask task = block.get(k);
            ParameterSet known = task.shared().plus(locals.get(k));
            for (Mechanism mechanism : mechanisms) {
                known = known.plus(mechanism.prepared(task, known, samples(task.client())));
            }
            received.add(known);
            ParameterSet trained = of(known, spec -> trains(spec, task));
            starts.add(new BlockTrainer.Start(trained, without(known, trained), ParameterSet.empty()));
        }
        Measurements measurements = new Measurements(block.size());
        List<BlockTrainer.Trained> results = trainer.train(
                block,
                starts,
                new NetworkObjective(
                        network,
                        mechanisms,
                        workplace.examples().presence(),
                        workplace::features,
                        labels,
                        block,
                        measurements));
        List<ClientOutcome> outcomes = new ArrayList<>();
        for (int k = 0; k < block.size(); k++) {
            outcomes.add(outcome(block.get(k), received.get(k), results.get(k), measurements.of(k)));
        }
        return outcomes;
    }

    private ClientSamples samples(String client) {
        return new ClientSamples(
                workplace,
                network,
                mechanisms,
                labels,
                mean,
                workplace.client(client).rows());
    }

    private static ParameterSet without(ParameterSet values, ParameterSet others) {
        Map<String, FloatArray> rest = new TreeMap<>(values.asMap());
        rest.keySet().removeAll(others.asMap().keySet());
        return ParameterSet.of(rest);
    }

    private ClientOutcome outcome(
            ClientTask task, ParameterSet received, BlockTrainer.Trained trained, Map<String, Double> measured) {
        ClientData data = workplace.client(task.client());
        Map<String, FloatArray> values = new TreeMap<>(received.asMap());
        values.putAll(trained.values().asMap());
        Map<String, FloatArray> statistics = new TreeMap<>();
        statistics.put(HolderMean.HELD, mean.held(workplace.examples().presence(), data));
        double rate = training.optimizer().learningRate() * training.schedule().factor(task.round(), task.rounds());
        for (Mechanism mechanism : mechanisms) {
            Mechanism.Finish finish =
                    mechanism.finish(task, received, trained.values(), trained.steps(), rate, samples(task.client()));
            values.putAll(finish.local().asMap());
            statistics.putAll(finish.statistics().asMap());
        }
        Map<String, Double> metrics = new TreeMap<>(measured);
        metrics.put("loss", trained.loss());
        metrics.put("steps", (double) trained.steps());
        ParameterSet all = ParameterSet.of(values);
        ClientUpdate update = new ClientUpdate(
                task.round(),
                task.client(),
                trained.examples(),
                of(all, spec -> spec.scope() == Scope.SHARED),
                ParameterSet.of(statistics),
                metrics);
        return new ClientOutcome(update, of(all, spec -> spec.scope() == Scope.LOCAL));
    }

    @Override
    public ServerState aggregate(ServerState state, List<ClientUpdate> updates) {
        ServerState merged = new ServerState(mean.of(state.shared(), updates), state.memory());
        for (Mechanism mechanism : mechanisms) {
            merged = mechanism.merge(state, updates, merged);
        }
        return merged;
    }

    @Override
    public List<float[]> scores(ParameterSet shared, List<ParameterSet> locals, Samples samples) {
        List<float[]> all = new ArrayList<>();
        for (ParameterSet local : locals) {
            float[] scores = new float[samples.rows() * network.classes()];
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                BlockParameters parameters = BlockParameters.stack(List.of(shared.plus(local)));
                for (int from = 0; from < samples.rows(); from += SAMPLES_AT_ONCE) {
                    int to = Math.min(samples.rows(), from + SAMPLES_AT_ONCE);
                    float[] part = scores(
                            parameters, samples, IntStream.range(from, to).toArray());
                    System.arraycopy(part, 0, scores, from * network.classes(), part.length);
                }
            }
            all.add(scores);
        }
        return all;
    }

    private float[] scores(BlockParameters parameters, Samples samples, int[] rows) {
        try (PointerScope scope = new PointerScope()) {
            MultimodalBatch batch = MultimodalBatch.of(rows, samples.presence(), samples::features);
            Run run = new Run(network, parameters, parameters, batch, Pass.EVALUATION, null);
            return TensorBridge.floats(Forward.of(run, mechanisms).scores());
        }
    }

    @Override
    public boolean hasSharedModel() {
        return parameters().stream().noneMatch(spec -> spec.scope() == Scope.LOCAL && trains(spec));
    }

    @Override
    public List<Figure> figures(ServerState state) {
        return mechanisms.stream()
                .flatMap(mechanism -> mechanism.figures(state).stream())
                .toList();
    }

    @Override
    public void close() {
        // the backbone belongs to the workplace
    }
}
