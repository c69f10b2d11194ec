package dev.kintsugi.engine.runner;

import dev.kintsugi.core.federation.LocalStates;
import dev.kintsugi.core.parameter.ParameterSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The local states of simulated clients, in memory. Clients that have not trained take no space. */
public final class MemoryLocalStates implements LocalStates {
    private final Map<String, ParameterSet> states = new ConcurrentHashMap<>();
    private final Function<String, ParameterSet> initial;

    /** Creates the store; {@code initial} gives the state of a client that has not trained yet. */
    public MemoryLocalStates(Function<String, ParameterSet> initial) {
        this.initial = initial;
    }

    @Override
    public ParameterSet get(String client) {
        ParameterSet state = states.get(client);
        return state == null ? initial.apply(client) : state;
    }

    @Override
    public void put(String client, ParameterSet local) {
        if (!local.isEmpty()) {
            states.put(client, local);
        }
    }

    /** Returns the states of the clients that have trained, sorted by client. */
    public Map<String, ParameterSet> snapshot() {
        return new TreeMap<>(states);
    }

    /** Replaces all states. */
    public void restore(Map<String, ParameterSet> snapshot) {
        states.clear();
        states.putAll(snapshot);
    }
}
