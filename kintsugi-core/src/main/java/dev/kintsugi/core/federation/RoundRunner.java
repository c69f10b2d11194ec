package dev.kintsugi.core.federation;

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
     * @return the updates, sorted by client id, whatever the order in which the clients answered
     * @throws dev.kintsugi.core.error.ClientFailedException if a client failed
     */
    List<ClientUpdate> run(List<ClientTask> tasks);

    /** Returns the bytes that the last round sent to and received from the clients. */
    Traffic traffic();

    /**
     * Bytes of one round over all clients of the cohort.
     *
     * @param bytesDown from the server to the clients
     * @param bytesUp from the clients to the server
     */
    record Traffic(long bytesDown, long bytesUp) {}

    /** Ends the runner's threads or connections. */
    @Override
    void close();
}
