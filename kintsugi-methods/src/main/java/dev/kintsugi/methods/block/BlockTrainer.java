package dev.kintsugi.methods.block;

import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.nn.optim.BlockOptimizer;
import dev.kintsugi.nn.optim.GradientClipping;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Trains the parameters of a block of clients in one graph: {@code Σ_k loss of client k}.
 *
 * <p>The slices do not touch each other, so the gradient of the sum is, slice by slice, the gradient of each client's
 * own loss.
 */
public final class BlockTrainer {
    private final Workplace workplace;
    private final LocalTraining training;

    /** Creates a trainer; it keeps nothing between calls. */
    public BlockTrainer(Workplace workplace, LocalTraining training) {
        this.workplace = workplace;
        this.training = training;
    }

    /** What a block of clients minimises. */
    public interface Objective {
        /**
         * Returns the loss per client, {@code [clients]}; slice k may depend on the parameters and samples of client k
         * only.
         *
         * @param current the values being trained, and the fixed ones
         * @param initial all values at the start of the round, without gradient
         */
        Tensor losses(BlockParameters current, BlockParameters initial, BlockSchedule.Step step);

        /**
         * Returns the gradients that the optimiser takes; the default is those of the losses.
         *
         * @param gradients of the trained parameters, {@code [clients, …]} each; slice k of the result may depend on
         *     client k only
         */
        default BlockParameters gradients(
                BlockParameters gradients, BlockParameters current, BlockParameters initial, BlockSchedule.Step step) {
            return gradients;
        }
    }

    /**
     * What one client starts a round from.
     *
     * @param trained values that are trained
     * @param fixed values that the objective reads and that stay as they are
     * @param velocities momentum of the trained values, under their names; empty to start without
     */
    public record Start(ParameterSet trained, ParameterSet fixed, ParameterSet velocities) {
        /** Returns a start without momentum from values that are all trained. */
        public static Start of(ParameterSet trained) {
            return new Start(trained, ParameterSet.empty(), ParameterSet.empty());
        }
    }

    /**
     * What one client learned.
     *
     * @param velocities the momentum that it ended with; empty if it started without
     * @param loss mean over the client's steps of its loss
     * @param steps number of steps made
     * @param examples number of training rows of the client
     */
    public record Trained(ParameterSet values, ParameterSet velocities, double loss, int steps, long examples) {}

    /**
     * Trains a block.
     *
     * @param starts what each client starts from, in the order of {@code block}; all of one kind
     * @throws DataException if a client has no rows
     * @throws ConfigException if velocities are given and the optimiser is not SGD with momentum
     */
    public List<Trained> train(List<ClientTask> block, List<Start> starts, Objective objective) {
        BlockSchedule schedule = new BlockSchedule(workplace, block, training);
        int clients = block.size();
        double[] lossSums = new double[clients];
        double rate = training.optimizer().learningRate()
                * training.schedule().factor(block.get(0).round(), block.get(0).rounds());
        try (PointerScope scope = new PointerScope()) {
            BlockParameters fixed =
                    BlockParameters.stack(starts.stream().map(Start::fixed).toList());
            BlockParameters first =
                    BlockParameters.stack(starts.stream().map(Start::trained).toList());
            BlockParameters trained = first.trainable();
            BlockParameters initial = first.plus(fixed);
            BlockParameters current = trained.plus(fixed);
            List<ParameterSet> velocities =
                    starts.stream().map(Start::velocities).toList();
            try (BlockOptimizer optimizer = optimizer(velocities)) {
                for (int step = 0; step < schedule.longest(); step++) {
                    double[] rates = new double[clients];
                    for (int k = 0; k < clients; k++) {
                        rates[k] = step < schedule.steps(k) ? rate : 0;
                    }
                    BlockSchedule.Step rows = schedule.at(step);
                    float[] losses = step(trained, current, initial, objective, rows, optimizer, rates);
                    for (int k = 0; k < clients; k++) {
                        lossSums[k] += rates[k] > 0 ? losses[k] : 0;
                    }
                }
                List<ParameterSet> learned = trained.unstack();
                List<ParameterSet> ended = velocities.get(0).isEmpty()
                        ? velocities
                        : trained.named(optimizer.velocities()).unstack();
                List<Trained> all = new ArrayList<>();
                for (int k = 0; k < clients; k++) {
                    long examples = workplace.client(block.get(k).client()).size();
                    double loss = lossSums[k] / schedule.steps(k);
                    all.add(new Trained(learned.get(k), ended.get(k), loss, schedule.steps(k), examples));
                }
                return all;
            }
        }
    }

    private BlockOptimizer optimizer(List<ParameterSet> velocities) {
        return velocities.get(0).isEmpty()
                ? BlockOptimizer.of(training.optimizer())
                : BlockOptimizer.withMomentum(
                        training.optimizer(), BlockParameters.stack(velocities).all());
    }

    private float[] step(
            BlockParameters trained,
            BlockParameters current,
            BlockParameters initial,
            Objective objective,
            BlockSchedule.Step rows,
            BlockOptimizer optimizer,
            double[] rates) {
        try (PointerScope scope = new PointerScope()) {
            Tensor losses = objective.losses(current, initial, rows);
            List<Tensor> parameters = trained.all();
            BlockParameters found = trained.named(gradients(losses.sum(), parameters));
            List<Tensor> gradients =
                    objective.gradients(found, current, initial, rows).all();
            if (training.clipNorm() > 0) {
                gradients = GradientClipping.perClient(gradients, training.clipNorm());
            }
            optimizer.stepInPlace(parameters, gradients, rates);
            return TensorBridge.floats(losses);
        }
    }

    /**
     * Returns the gradients; zeros for a parameter that had no part in the loss, such as that of an absent modality.
     */
    private static List<Tensor> gradients(Tensor loss, List<Tensor> parameters) {
        TensorVector found = grad(
                new TensorVector(loss),
                new TensorVector(parameters.toArray(Tensor[]::new)),
                new TensorVector(),
                new BoolOptional(),
                false,
                true);
        List<Tensor> gradients = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            Tensor gradient = found.get(i);
            gradients.add(gradient.defined() ? gradient : zeros_like(parameters.get(i)));
        }
        return gradients;
    }
}
