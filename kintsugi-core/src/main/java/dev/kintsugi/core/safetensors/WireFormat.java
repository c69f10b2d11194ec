package dev.kintsugi.core.safetensors;

import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The serialised form of what travels: safetensors bytes whose metadata hold the other fields.
 *
 * <p>Doubles travel as {@link Double#toString}, which Java reads back to the same bits.
 */
public final class WireFormat {
    private static final String METRIC = "metric.";
    private static final String STATISTIC = "statistic/";

    private WireFormat() {}

    /** Returns the bytes of a task. */
    public static byte[] encode(ClientTask task) {
        return ParameterCodec.encode(task.shared(), metadata(task));
    }

    /** Returns the bytes of an update. */
    public static byte[] encode(ClientUpdate update) {
        return ParameterCodec.encode(values(update), metadata(update));
    }

    /** Returns the number of bytes of {@link #encode(ClientTask)} without making them. */
    public static long size(ClientTask task) {
        return ParameterCodec.size(task.shared(), metadata(task));
    }

    /** Returns the number of bytes of {@link #encode(ClientUpdate)} without making them. */
    public static long size(ClientUpdate update) {
        return ParameterCodec.size(values(update), metadata(update));
    }

    /** Reads a task. */
    public static ClientTask decodeTask(byte[] bytes) {
        ParameterCodec.Decoded decoded = ParameterCodec.decode("task", bytes);
        Map<String, String> fields = decoded.metadata();
        return new ClientTask(
                Integer.parseInt(field(fields, "round")),
                Integer.parseInt(field(fields, "rounds")),
                field(fields, "client"),
                Long.parseLong(field(fields, "seed")),
                decoded.values());
    }

    /** Reads an update. */
    public static ClientUpdate decodeUpdate(byte[] bytes) {
        ParameterCodec.Decoded decoded = ParameterCodec.decode("update", bytes);
        Map<String, String> fields = decoded.metadata();
        Map<String, Double> metrics = new TreeMap<>();
        fields.forEach((key, value) -> {
            if (key.startsWith(METRIC)) {
                metrics.put(key.substring(METRIC.length()), Double.valueOf(value));
            }
        });
        Map<String, FloatArray> shared = new TreeMap<>();
        Map<String, FloatArray> statistics = new TreeMap<>();
        decoded.values().asMap().forEach((name, value) -> {
            if (name.startsWith(STATISTIC)) {
                statistics.put(name.substring(STATISTIC.length()), value);
            } else {
                shared.put(name, value);
            }
        });
        return new ClientUpdate(
                Integer.parseInt(field(fields, "round")),
                field(fields, "client"),
                Long.parseLong(field(fields, "examples")),
                ParameterSet.of(shared),
                ParameterSet.of(statistics),
                metrics);
    }

    private static ParameterSet values(ClientUpdate update) {
        if (update.statistics().isEmpty()) {
            return update.shared();
        }
        Map<String, FloatArray> statistics = new TreeMap<>();
        update.statistics().asMap().forEach((name, value) -> statistics.put(STATISTIC + name, value));
        return update.shared().plus(ParameterSet.of(statistics));
    }

    private static Map<String, String> metadata(ClientTask task) {
        return Map.of(
                "round", Integer.toString(task.round()),
                "rounds", Integer.toString(task.rounds()),
                "client", task.client(),
                "seed", Long.toString(task.seed()));
    }

    private static Map<String, String> metadata(ClientUpdate update) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("round", Integer.toString(update.round()));
        fields.put("client", update.client());
        fields.put("examples", Long.toString(update.examples()));
        update.metrics().forEach((name, value) -> fields.put(METRIC + name, Double.toString(value)));
        return fields;
    }

    private static String field(Map<String, String> fields, String name) {
        @Nullable String value = fields.get(name);
        if (value == null) {
            throw new WeightsException("message lacks the field '" + name + "'; it has " + fields.keySet());
        }
        return value;
    }
}
