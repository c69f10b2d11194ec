package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.block.BlockDropout;
import java.util.List;

/**
 * One run of a network over a batch: in training, where things are drawn and dropped, or in evaluation.
 *
 * @param tasks of the clients of the batch in training; empty in evaluation
 * @param step number of the step in this round, from 0
 * @param memory what mechanisms leave for later in the round; nothing is to be left in evaluation
 */
public record Pass(List<ClientTask> tasks, int step, RoundMemory memory) {
    /** Nothing is drawn and nothing dropped. */
    public static final Pass EVALUATION = new Pass(List.of(), 0);

    /** Copies the list. */
    public Pass {
        tasks = List.copyOf(tasks);
    }

    /** Creates a pass with nothing from before. */
    public Pass(List<ClientTask> tasks, int step) {
        this(tasks, step, new RoundMemory());
    }

    @Override
    public RoundMemory memory() {
        if (!training()) {
            throw new IllegalStateException("evaluation was asked to remember something; every run of it stands alone");
        }
        return memory;
    }

    /** Returns whether this is training. */
    public boolean training() {
        return !tasks.isEmpty();
    }

    /** Returns the round of this training, from 1; 0 in evaluation. */
    public int round() {
        return training() ? tasks.get(0).round() : 0;
    }

    /** Returns the drop-out of this run. */
    public BlockDropout dropout() {
        return training() ? BlockDropout.of(tasks, step) : BlockDropout.none();
    }

    /** Returns the key of the draws of one client in this step of training. */
    public RandomKey key(int client, String purpose) {
        return tasks.get(client).key(purpose + "/" + step);
    }
}
