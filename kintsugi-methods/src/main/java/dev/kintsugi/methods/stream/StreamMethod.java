package dev.kintsugi.methods.stream;

import dev.kintsugi.core.data.Samples;
import dev.kintsugi.core.method.Figure;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
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
import dev.kintsugi.methods.block.LabelLoss;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A federated method that trains a prompted model on samples with holes, with the mean over clients for all that the
 * model's server half does not merge itself.
 */
public final class StreamMethod implements Method {
    private static final int SAMPLES_AT_ONCE = 64;

    private final MethodCard card;
    private final Workplace workplace;
    private final PromptedModel model;
    private final BlockTrainer trainer;
    private final PromptedModel.Scorer scorer;
    private final LabelLoss loss;
    private final double proximal;
    private final int classes;

    /**
     * Creates the method for one workplace.
     *
     * @param model over the backbone of the workplace
     * @param loss how scores become a loss
     * @param proximal weight μ of {@code (μ / 2) ‖w − w_server‖²} over all shared parameters; 0 for none
     */
    public StreamMethod(
            MethodCard card,
            Workplace workplace,
            PromptedModel model,
            ClassifierOptions.Loss loss,
            LocalTraining training,
            double proximal) {
        this.card = card;
        this.workplace = workplace;
        this.classes = workplace.examples().targets().classes();
        this.model = model;
        this.trainer = new BlockTrainer(workplace, training);
        this.scorer = model.scorer(workplace.examples().presence(), workplace::features);
        this.loss = loss.over(workplace.examples().targets());
        this.proximal = proximal;
    }

    @Override
    public MethodCard card() {
        return card;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return model.parameters();
    }

    @Override
    public ServerState start(long seed) {
        return new ServerState(
                of(Scope.SHARED, model.initial(seed)), model.server().memory(seed));
    }

    @Override
    public ParameterSet startLocal(String client, long seed) {
        return of(Scope.LOCAL, model.initial(seed));
    }

    private ParameterSet of(Scope scope, ParameterSet values) {
        Map<String, FloatArray> chosen = new TreeMap<>();
        for (ParameterSpec spec : parameters()) {
            if (spec.scope() == scope) {
                chosen.put(spec.name(), values.get(spec.name()));
            }
        }
        return ParameterSet.of(chosen);
    }

    @Override
    public ParameterSet forClient(ServerState state, String client) {
        return model.server().forClient(state, client);
    }

    @Override
    public List<ClientOutcome> train(List<ClientTask> block, List<ParameterSet> locals) {
        List<BlockTrainer.Start> initial = IntStream.range(0, block.size())
                .mapToObj(k -> BlockTrainer.Start.of(block.get(k).shared().plus(locals.get(k))))
                .toList();
        PromptUses uses = new PromptUses(block.size(), model.patterns().count());
        List<BlockTrainer.Trained> trained =
                trainer.train(block, initial, (current, start, step) -> losses(current, start, step, uses));
        List<ClientOutcome> outcomes = new ArrayList<>();
        for (int k = 0; k < block.size(); k++) {
            BlockTrainer.Trained result = trained.get(k);
            ClientUpdate update = new ClientUpdate(
                    block.get(k).round(),
                    block.get(k).client(),
                    result.examples(),
                    of(Scope.SHARED, result.values()),
                    uses.of(k),
                    Map.of("loss", result.loss(), "steps", (double) result.steps()));
            outcomes.add(new ClientOutcome(update, of(Scope.LOCAL, result.values())));
        }
        return outcomes;
    }

    private Tensor losses(BlockParameters current, BlockParameters start, BlockSchedule.Step step, PromptUses uses) {
        PromptedModel.Scored scored =
                scorer.scores(current, step.clients(), step.size(), step.rows(), step.weights(), uses);
        Tensor losses = loss.of(scored.scores(), step);
        Tensor penalty = scored.penalty();
        if (penalty != null) {
            losses = losses.add(penalty);
        }
        if (proximal > 0) {
            for (ParameterSpec spec : parameters()) {
                if (spec.scope() == Scope.SHARED) {
                    Tensor change = current.get(spec.name()).sub(start.get(spec.name()));
                    losses = losses.add(
                            change.square().reshape(change.size(0), -1).sum(1).mul(new Scalar(proximal / 2)));
                }
            }
        }
        return losses;
    }

    /** The mean weighted by examples for everything that the server half does not merge itself. */
    @Override
    public ServerState aggregate(ServerState state, List<ClientUpdate> updates) {
        return model.server().merge(state, updates, model.server().mean(updates));
    }

    @Override
    public List<float[]> scores(ParameterSet shared, List<ParameterSet> locals, Samples samples) {
        PromptedModel.Scorer rows = model.scorer(samples.presence(), samples::features);
        List<float[]> all = new ArrayList<>();
        for (ParameterSet local : locals) {
            float[] scores = new float[samples.rows() * classes];
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                BlockParameters parameters = BlockParameters.stack(List.of(shared.plus(local)));
                for (int from = 0; from < samples.rows(); from += SAMPLES_AT_ONCE) {
                    int to = Math.min(samples.rows(), from + SAMPLES_AT_ONCE);
                    float[] part = scores(parameters, rows, from, to);
                    System.arraycopy(part, 0, scores, from * classes, part.length);
                }
            }
            all.add(scores);
        }
        return all;
    }

    private float[] scores(BlockParameters parameters, PromptedModel.Scorer rows, int from, int to) {
        try (PointerScope scope = new PointerScope()) {
            float[] weights = new float[to - from];
            Arrays.fill(weights, 1);
            PromptUses uncounted = new PromptUses(1, model.patterns().count());
            int[] chosen = IntStream.range(from, to).toArray();
            return TensorBridge.floats(rows.scores(parameters, 1, to - from, chosen, weights, uncounted)
                    .scores());
        }
    }

    @Override
    public List<Figure> figures(ServerState state) {
        return model.server().figures(state, model.patterns());
    }

    @Override
    public boolean scoresSamplesIndependently() {
        return model.perSample();
    }

    /** Returns the place that this method was made for. */
    public Workplace workplace() {
        return workplace;
    }

    @Override
    public void close() {
        // the backbone belongs to the workplace
    }
}
