package dev.kintsugi.core.federation;

import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;

/**
 * Changes an update before it leaves the client: clip, add noise, compress, mask. Pure; randomness comes from the
 * task's keys.
 */
public interface UpdateTransform {
    /** Returns what is sent instead of {@code update}. */
    ClientUpdate apply(ClientTask task, ClientUpdate update);
}
