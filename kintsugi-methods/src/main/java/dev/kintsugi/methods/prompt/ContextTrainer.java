package dev.kintsugi.methods.prompt;

import static org.bytedeco.pytorch.global.torch.grad;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.nn.optim.BlockOptimizer;
import dev.kintsugi.nn.optim.GradientClipping;
import dev.kintsugi.nn.prompt.BlockLoss;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Trains the contexts of a block of clients in one graph: {@code Σ_k (mean cross-entropy of client k + penalty of
 * client k)}.
 *
 * <p>The slices do not touch each other, so the gradient of the sum is, slice by slice, the gradient of each client's
 * own loss.
 */
public final class ContextTrainer {
    private final ContextModel model;
    private final Workplace workplace;
    private final LocalTraining training;

    /** Creates a trainer; it keeps nothing between calls. */
    public ContextTrainer(ContextModel model, Workplace workplace, LocalTraining training) {
        this.model = model;
        this.workplace = workplace;
        this.training = training;
    }

    /** An extra loss per client. */
    public interface Penalty {
        /**
         * Returns the penalty per client, {@code [clients]}.
         *
         * @param contexts being trained, {@code [clients, context, width]}
         * @param initial the contexts at the start of the round, of the same shape, without gradient
         */
        Tensor of(Tensor contexts, Tensor initial);
    }

    /**
     * What one client learned.
     *
     * @param context trained vectors, {@code [context, width]}
     * @param loss mean over the client's steps of its loss
     * @param steps number of steps made
     * @param examples number of training rows of the client
     */
    public record Trained(FloatArray context, double loss, int steps, long examples) {}

    /**
     * Trains a block.
     *
     * @param initial contexts to start from, in the order of {@code block}
     * @param penalties extra losses, added up
     * @throws DataException if a client has no rows
     */
    public List<Trained> train(List<ClientTask> block, List<FloatArray> initial, List<Penalty> penalties) {
        for (ClientTask task : block) {
            if (workplace.client(task.client()).size() == 0) {
                throw new DataException(
                        "client '" + task.client() + "' has no training rows; give it some or leave it out");
            }
        }
        BlockBatches batches = new BlockBatches(workplace, block, training);
        int clients = block.size();
        double[] lossSums = new double[clients];
        double rate = training.optimizer().learningRate()
                * training.schedule().factor(block.get(0).round(), block.get(0).rounds());
        try (PointerScope scope = new PointerScope();
                BlockOptimizer optimizer = BlockOptimizer.of(training.optimizer())) {
            Tensor start = model.stack(initial);
            Tensor contexts = start.clone();
            contexts.requires_grad_(true);
            for (int step = 0; step < batches.longest(); step++) {
                double[] rates = new double[clients];
                for (int k = 0; k < clients; k++) {
                    rates[k] = step < batches.steps(k) ? rate : 0;
                }
                float[] losses = step(contexts, start, batches.at(step), penalties, optimizer, rates);
                for (int k = 0; k < clients; k++) {
                    lossSums[k] += rates[k] > 0 ? losses[k] : 0;
                }
            }
            return collect(block, contexts, batches, lossSums);
        }
    }

    private float[] step(
            Tensor contexts,
            Tensor start,
            BlockBatches.Batch batch,
            List<Penalty> penalties,
            BlockOptimizer optimizer,
            double[] rates) {
        try (PointerScope scope = new PointerScope()) {
            Tensor losses =
                    BlockLoss.crossEntropy(model.scores(contexts, batch.images()), batch.labels(), batch.weights());
            for (Penalty penalty : penalties) {
                losses = losses.add(penalty.of(contexts, start));
            }
            List<Tensor> gradients = List.of(grad(new TensorVector(losses.sum()), new TensorVector(contexts))
                    .get(0));
            if (training.clipNorm() > 0) {
                gradients = GradientClipping.perClient(gradients, training.clipNorm());
            }
            optimizer.stepInPlace(List.of(contexts), gradients, rates);
            return TensorBridge.floats(losses);
        }
    }

    private List<Trained> collect(List<ClientTask> block, Tensor contexts, BlockBatches batches, double[] lossSums) {
        float[] values = TensorBridge.floats(contexts);
        long[] shape = model.spec(Scope.SHARED).shape();
        int size = values.length / block.size();
        List<Trained> all = new ArrayList<>();
        for (int k = 0; k < block.size(); k++) {
            all.add(new Trained(
                    FloatArray.owning(shape, Arrays.copyOfRange(values, k * size, (k + 1) * size)),
                    lossSums[k] / batches.steps(k),
                    batches.steps(k),
                    workplace.client(block.get(k).client()).size()));
        }
        return all;
    }
}
