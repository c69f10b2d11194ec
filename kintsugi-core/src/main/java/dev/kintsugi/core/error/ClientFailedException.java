package dev.kintsugi.core.error;

import org.jspecify.annotations.Nullable;

/** A client failed; the message says in which round, which client and at which stage. */
public final class ClientFailedException extends KintsugiException {
    private static final long serialVersionUID = 1L;

    private final int round;
    private final String client;
    private final String stage;

    /**
     * Creates the error.
     *
     * @param round number of the round, from 1
     * @param client id of the client, or the ids of a block when the failing one is not known
     * @param stage what was being done, such as {@code training} or {@code checking the update}
     */
    public ClientFailedException(int round, String client, String stage, String reason, @Nullable Throwable cause) {
        super(
                ExitCode.CLIENT_FAILED,
                "round " + round + ", client '" + client + "', while " + stage + ": " + reason,
                cause);
        this.round = round;
        this.client = client;
        this.stage = stage;
    }

    /** Returns the number of the round, from 1. */
    public int round() {
        return round;
    }

    /** Returns the id of the client. */
    public String client() {
        return client;
    }

    /** Returns what was being done. */
    public String stage() {
        return stage;
    }
}
