package dev.kintsugi.core.federation;

import dev.kintsugi.core.parameter.ParameterSet;

/** The clients' local states at the place where they live. Thread-safe. */
public interface LocalStates {
    /** Returns the local state of a client; its initial one if it has not trained yet. */
    ParameterSet get(String client);

    /** Replaces the local state of a client. */
    void put(String client, ParameterSet local);
}
