package dev.kintsugi.engine.federation;

import java.util.concurrent.atomic.AtomicBoolean;

/** A wish to stop, set by another thread; the round loop honours it after the round that is under way. */
public final class StopSignal {
    private final AtomicBoolean requested = new AtomicBoolean();

    /** Asks for a stop. */
    public void request() {
        requested.set(true);
    }

    /** Returns whether a stop was asked for. */
    public boolean isRequested() {
        return requested.get();
    }
}
