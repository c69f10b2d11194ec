package dev.kintsugi.core.federation;

import dev.kintsugi.core.error.ClientFailedException;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import java.util.List;

/**
 * Carries the tasks of a round to the clients and brings their updates back. Local states stay on the clients' side.
 */
public interface RoundRunner extends AutoCloseable {
    /**
     * Runs one round.
     *
     * @param tasks sorted by client id
     */
    Result run(List<ClientTask> tasks);

    /**
     * What came back from one round.
     *
     * @param updates of the clients that answered, sorted by client id, whatever the order in which they answered
     * @param failures of the others, sorted by client id
     * @param bytesDown bytes of all tasks in their serialised form
     * @param bytesUp bytes of all updates in their serialised form
     */
    record Result(List<ClientUpdate> updates, List<ClientFailedException> failures, long bytesDown, long bytesUp) {
        /** Copies the lists. */
        public Result {
            updates = List.copyOf(updates);
            failures = List.copyOf(failures);
        }
    }

    /** Ends the runner's threads or connections. */
    @Override
    void close();
}
