package dev.kintsugi.methods.alignment;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.FloatArray;
import java.util.Arrays;
import java.util.List;

/**
 * The prompt pool that one client sends back.
 *
 * @param client id of the client
 * @param prompts trained prompts, {@code [prompts, width]}, finite
 * @param uses how often each prompt was chosen during the whole local training, 0 or more; a prompt with 0 uses was not
 *     trained, carries no news and takes no part
 * @param weight training examples of the client, above 0
 */
public record PoolUpdate(String client, FloatArray prompts, List<Long> uses, double weight) {
    /** Copies the list and checks ranges. */
    public PoolUpdate {
        uses = List.copyOf(uses);
        long[] shape = prompts.shape();
        if (shape.length != 2 || shape[0] != uses.size()) {
            throw new DataException("client '" + client + "': " + uses.size() + " use counts for prompts of shape "
                    + Arrays.toString(shape) + "; expected [" + uses.size() + ", width]");
        }
        int broken = prompts.firstNotFinite();
        if (broken >= 0) {
            throw new DataException("client '" + client + "': prompt " + broken / shape[1] + " has "
                    + prompts.get(broken) + " at coordinate " + broken % shape[1] + "; prompts must be finite");
        }
        for (long use : uses) {
            if (use < 0) {
                throw new DataException("client '" + client + "': a use count must be 0 or more, but was " + use);
            }
        }
        Check.positive("weight of client '" + client + "'", weight);
    }

    /** Returns the number of prompts, used or not. */
    public int size() {
        return uses.size();
    }

    /**
     * Returns the weight of a prompt in a mean: examples × the share of the client's uses that were this prompt's.
     * Counts themselves grow with the examples, which would then weigh twice.
     */
    double weightOf(int prompt) {
        long all = uses.stream().mapToLong(Long::longValue).sum();
        return all == 0 ? 0 : weight * uses.get(prompt) / all;
    }
}
