package dev.kintsugi.engine.federation;

import dev.kintsugi.core.federation.UpdateTransform;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import java.util.Map;
import java.util.TreeMap;

/**
 * Scales a client's change to an L2 norm of at most {@code bound}: {@code x₀ + min(1, bound / ‖x − x₀‖₂) (x − x₀)}.
 *
 * <p>A change within the bound is sent as it is, bit for bit.
 */
final class DeltaClip implements UpdateTransform {
    private final double bound;

    DeltaClip(double bound) {
        this.bound = bound;
    }

    @Override
    public ClientUpdate apply(ClientTask task, ClientUpdate update) {
        double squares = 0;
        for (Map.Entry<String, FloatArray> entry : update.shared().asMap().entrySet()) {
            FloatArray before = task.shared().get(entry.getKey());
            for (int i = 0; i < before.size(); i++) {
                double delta = (double) entry.getValue().get(i) - before.get(i);
                squares += delta * delta;
            }
        }
        double norm = Math.sqrt(squares);
        if (norm <= bound) {
            return update;
        }
        double scale = bound / norm;
        Map<String, FloatArray> clipped = new TreeMap<>();
        update.shared().asMap().forEach((name, value) -> {
            FloatArray before = task.shared().get(name);
            float[] values = new float[value.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (before.get(i) + scale * ((double) value.get(i) - before.get(i)));
            }
            clipped.put(name, FloatArray.owning(value.shape(), values));
        });
        return update.withShared(ParameterSet.of(clipped));
    }
}
