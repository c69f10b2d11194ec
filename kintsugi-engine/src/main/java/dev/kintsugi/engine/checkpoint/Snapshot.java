package dev.kintsugi.engine.checkpoint;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.core.safetensors.ParameterCodec;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that survives between two rounds. Randomness is keyed, so there is no generator in it.
 *
 * @param round the last round that is complete; 0 before the first
 * @param server the server's state after that round
 * @param locals local states of the clients that have trained
 * @param bytesDown sent to the clients so far
 * @param bytesUp received from the clients so far
 * @param roundsLength length in bytes of {@code rounds.jsonl}
 * @param timingsLength length in bytes of {@code timings.jsonl}
 * @param seconds time spent so far, over all starts
 */
public record Snapshot(
        int round,
        ServerState server,
        Map<String, ParameterSet> locals,
        long bytesDown,
        long bytesUp,
        long roundsLength,
        long timingsLength,
        double seconds) {
    private static final String SHARED = "shared/";
    private static final String MEMORY = "memory/";
    private static final String LOCAL = "local/";

    /** Returns the bytes of this snapshot. */
    byte[] encode() {
        Map<String, FloatArray> all = new TreeMap<>();
        server.shared().asMap().forEach((name, value) -> all.put(SHARED + name, value));
        server.memory().asMap().forEach((name, value) -> all.put(MEMORY + name, value));
        // The length of the client's id stands before it, so that any id and any name can be told apart again.
        locals.forEach((client, values) -> values.asMap()
                .forEach((name, value) -> all.put(LOCAL + client.length() + "/" + client + "/" + name, value)));
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("kintsugi.checkpoint", "1");
        metadata.put("round", Integer.toString(round));
        metadata.put("bytesDown", Long.toString(bytesDown));
        metadata.put("bytesUp", Long.toString(bytesUp));
        metadata.put("roundsLength", Long.toString(roundsLength));
        metadata.put("timingsLength", Long.toString(timingsLength));
        metadata.put("seconds", Double.toString(seconds));
        return ParameterCodec.encode(ParameterSet.of(all), metadata);
    }

    /** Reads what {@link #encode} wrote; {@code place} names it in errors. */
    static Snapshot decode(String place, byte[] bytes) {
        ParameterCodec.Decoded decoded = ParameterCodec.decode(place, bytes);
        Map<String, FloatArray> shared = new TreeMap<>();
        Map<String, FloatArray> memory = new TreeMap<>();
        Map<String, Map<String, FloatArray>> locals = new TreeMap<>();
        decoded.values().asMap().forEach((key, value) -> {
            if (key.startsWith(SHARED)) {
                shared.put(key.substring(SHARED.length()), value);
            } else if (key.startsWith(MEMORY)) {
                memory.put(key.substring(MEMORY.length()), value);
            } else {
                String rest = key.substring(LOCAL.length());
                int slash = rest.indexOf('/');
                int length = Integer.parseInt(rest.substring(0, slash));
                String client = rest.substring(slash + 1, slash + 1 + length);
                locals.computeIfAbsent(client, c -> new TreeMap<>()).put(rest.substring(slash + length + 2), value);
            }
        });
        Map<String, ParameterSet> localSets = new TreeMap<>();
        locals.forEach((client, values) -> localSets.put(client, ParameterSet.of(values)));
        Map<String, String> fields = decoded.metadata();
        return new Snapshot(
                Integer.parseInt(fields.getOrDefault("round", "")),
                new ServerState(ParameterSet.of(shared), ParameterSet.of(memory)),
                localSets,
                Long.parseLong(fields.getOrDefault("bytesDown", "")),
                Long.parseLong(fields.getOrDefault("bytesUp", "")),
                Long.parseLong(fields.getOrDefault("roundsLength", "")),
                Long.parseLong(fields.getOrDefault("timingsLength", "")),
                Double.parseDouble(fields.getOrDefault("seconds", "")));
    }
}
