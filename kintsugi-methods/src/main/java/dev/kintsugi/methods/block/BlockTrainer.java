package dev.kintsugi.methods.block;

import static org.bytedeco.pytorch.global.torch.grad;

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
         * @param current being trained
         * @param initial the values at the start of the round, without gradient
         */
        Tensor losses(BlockParameters current, BlockParameters initial, BlockSchedule.Step step);
    }

    /**
     * What one client learned.
     *
     * @param loss mean over the client's steps of its loss
     * @param steps number of steps made
     * @param examples number of training rows of the client
     */
    public record Trained(ParameterSet values, double loss, int steps, long examples) {}

    /**
     * Trains a block.
     *
     * @param initial values to start from, in the order of {@code block}; all of them are trained
     * @throws DataException if a client has no rows
     */
    public List<Trained> train(List<ClientTask> block, List<ParameterSet> initial, Objective objective) {
        BlockSchedule schedule = new BlockSchedule(workplace, block, training);
        int clients = block.size();
        double[] lossSums = new double[clients];
        double rate = training.optimizer().learningRate()
                * training.schedule().factor(block.get(0).round(), block.get(0).rounds());
        try (PointerScope scope = new PointerScope();
                BlockOptimizer optimizer = BlockOptimizer.of(training.optimizer())) {
            BlockParameters start = BlockParameters.stack(initial);
            BlockParameters current = start.trainable();
            for (int step = 0; step < schedule.longest(); step++) {
                double[] rates = new double[clients];
                for (int k = 0; k < clients; k++) {
                    rates[k] = step < schedule.steps(k) ? rate : 0;
                }
                float[] losses = step(current, start, schedule.at(step), objective, optimizer, rates);
                for (int k = 0; k < clients; k++) {
                    lossSums[k] += rates[k] > 0 ? losses[k] : 0;
                }
            }
            List<ParameterSet> learned = current.unstack();
            List<Trained> all = new ArrayList<>();
            for (int k = 0; k < clients; k++) {
                long examples = workplace.client(block.get(k).client()).size();
                all.add(new Trained(learned.get(k), lossSums[k] / schedule.steps(k), schedule.steps(k), examples));
            }
            return all;
        }
    }

    private float[] step(
            BlockParameters current,
            BlockParameters start,
            BlockSchedule.Step step,
            Objective objective,
            BlockOptimizer optimizer,
            double[] rates) {
        try (PointerScope scope = new PointerScope()) {
            Tensor losses = objective.losses(current, start, step);
            List<Tensor> parameters = current.all();
            TensorVector found =
                    grad(new TensorVector(losses.sum()), new TensorVector(parameters.toArray(Tensor[]::new)));
            List<Tensor> gradients = new ArrayList<>();
            for (int i = 0; i < parameters.size(); i++) {
                gradients.add(found.get(i));
            }
            if (training.clipNorm() > 0) {
                gradients = GradientClipping.perClient(gradients, training.clipNorm());
            }
            optimizer.stepInPlace(parameters, gradients, rates);
            return TensorBridge.floats(losses);
        }
    }
}
