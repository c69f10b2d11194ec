package dev.kintsugi.engine.pretrain;

import dev.kintsugi.nn.pretrain.PairTrainer;
import dev.kintsugi.nn.pretrain.TrainingListener;
import dev.kintsugi.nn.pretrain.TrainingObjective;
import java.nio.file.Path;

/**
 * Where a training works, and whether it goes on with an earlier one.
 *
 * @param folder keeps the checkpoint
 * @param finished the folder that the model is written into
 * @param hash of settings and data
 */
record TrainingWork(Path folder, Path finished, String hash, boolean resume, PretrainOptions options) {
    /** Makes all updates and returns the seconds that they took. */
    double train(TrainingObjective objective, TrainingListener listener) {
        PairTrainer.Checkpoints checkpoints = new PairTrainer.Checkpoints(
                folder.resolve("checkpoint.safetensors"), options.training().checkpointEvery(), hash, resume);
        return new PairTrainer(objective, options.training().settings(options.seed())).run(checkpoints, listener);
    }
}
