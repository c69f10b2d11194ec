package dev.kintsugi.nn.pretrain;

import static org.bytedeco.pytorch.global.torch.grad;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.core.random.RandomKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Trains a model on image-text pairs for a {@link TrainingObjective} with {@link DecoupledAdam}, linear warm-up and
 * half a cosine.
 *
 * <p>Each epoch goes through the pairs in a new order, drawn from a stream that is named by seed and epoch; the rest of
 * an epoch that does not fill a batch is left out. A training that was broken off and resumed from its checkpoint gives
 * the same bits as one that was not, for the same number of intra-op threads.
 */
public final class PairTrainer {
    private final TrainingObjective objective;
    private final TrainingSettings settings;
    private int[] order = {};
    private int orderEpoch = -1;

    /**
     * Creates a trainer.
     *
     * @throws ConfigException if there are fewer pairs than a batch has
     */
    public PairTrainer(TrainingObjective objective, TrainingSettings settings) {
        if (objective.pairs() < settings.batchSize()) {
            throw new ConfigException("batch-size is " + settings.batchSize() + ", but there are only "
                    + objective.pairs() + " pairs to train on");
        }
        this.objective = objective;
        this.settings = settings;
    }

    /**
     * Where and how often the state is saved.
     *
     * @param file of the checkpoint
     * @param every updates between two checkpoints, greater than 0
     * @param settingsHash names the training; a checkpoint of another one is refused
     * @param resume whether to go on from a checkpoint that is there
     */
    public record Checkpoints(Path file, int every, String settingsHash, boolean resume) {}

    /**
     * Makes all updates that are left and returns the seconds spent, earlier runs included.
     *
     * @throws WeightsException if the loss is not a number any more
     */
    public double run(Checkpoints checkpoints, TrainingListener listener) {
        TrainingCheckpoint checkpoint = new TrainingCheckpoint(checkpoints.file(), checkpoints.settingsHash());
        try (DecoupledAdam optimizer = new DecoupledAdam(settings, objective.weights())) {
            TrainingCheckpoint.Progress start = new TrainingCheckpoint.Progress(0, 0);
            if (checkpoints.resume()) {
                start = checkpoint
                        .restoreInPlace(objective.weights().asMap(), optimizer)
                        .orElse(start);
            }
            long begin = System.nanoTime();
            double seconds = start.seconds();
            for (int step = start.steps(); step < settings.steps(); step++) {
                Update update = update(step, optimizer);
                seconds = start.seconds() + (System.nanoTime() - begin) / 1e9;
                listener.updated(new TrainingListener.Report(
                        step + 1,
                        settings.steps(),
                        update.loss(),
                        update.gradientNorm(),
                        settings.rate(step),
                        update.figures(),
                        seconds));
                boolean last = step + 1 == settings.steps();
                if ((step + 1) % checkpoints.every() == 0 && !last) {
                    checkpoint.save(
                            objective.weights().asMap(), optimizer, new TrainingCheckpoint.Progress(step + 1, seconds));
                }
            }
            return seconds;
        }
    }

    private record Update(double loss, double gradientNorm, Map<String, Double> figures) {}

    private Update update(int step, DecoupledAdam optimizer) {
        try (PointerScope scope = new PointerScope()) {
            TrainingObjective.Loss loss =
                    objective.loss(rows(step), new RandomKey(settings.seed(), step, "", "pairs").open());
            double value = loss.total().item_double();
            if (!Double.isFinite(value)) {
                throw new WeightsException("update " + (step + 1) + ": the loss is " + value
                        + "; lower learning-rate (now " + settings.learningRate() + ")");
            }
            TensorVector parameters =
                    new TensorVector(objective.weights().asMap().values().toArray(new Tensor[0]));
            double norm = optimizer.stepInPlace(step, grad(new TensorVector(loss.total()), parameters));
            try (NoGradGuard noGrad = new NoGradGuard()) {
                objective.bound();
            }
            return new Update(value, norm, loss.figures());
        }
    }

    private int[] rows(int step) {
        int perEpoch = objective.pairs() / settings.batchSize();
        int epoch = step / perEpoch;
        if (epoch != orderEpoch) {
            order = new RandomKey(settings.seed(), epoch, "", "batches").open().permutation(objective.pairs());
            orderEpoch = epoch;
        }
        int from = step % perEpoch * settings.batchSize();
        return Arrays.copyOfRange(order, from, from + settings.batchSize());
    }
}
