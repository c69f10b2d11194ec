package dev.kintsugi.engine.federation;

import dev.kintsugi.core.federation.ServerStep;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ServerState;
import java.util.Map;
import java.util.TreeMap;

/**
 * Server momentum: the mean change of a round is a gradient for an SGD with momentum on the server, {@code v = m v +
 * (x̄ − x); x += η v}.
 *
 * <p>Follows Hsu, Qi and Brown, "Measuring the Effects of Non-Identical Data Distribution for Federated Visual
 * Classification", 2019, FedAvgM. <b>Limit:</b> momentum 0 and learning rate 1 give plain averaging up to rounding.
 */
final class ServerMomentum implements ServerStep {
    private static final String VELOCITY = "server-momentum.";

    private final double momentum;
    private final double learningRate;

    ServerMomentum(double momentum, double learningRate) {
        this.momentum = momentum;
        this.learningRate = learningRate;
    }

    @Override
    public ServerState apply(int round, ServerState before, ServerState aggregated) {
        Map<String, FloatArray> shared = new TreeMap<>();
        Map<String, FloatArray> memory = new TreeMap<>(aggregated.memory().asMap());
        aggregated.shared().asMap().forEach((name, mean) -> {
            FloatArray old = before.shared().get(name);
            String key = VELOCITY + name;
            float[] velocity =
                    before.memory().contains(key) ? before.memory().get(key).toArray() : new float[mean.size()];
            float[] next = new float[mean.size()];
            for (int i = 0; i < next.length; i++) {
                velocity[i] = (float) (momentum * velocity[i] + ((double) mean.get(i) - old.get(i)));
                next[i] = (float) (old.get(i) + learningRate * velocity[i]);
            }
            shared.put(name, FloatArray.owning(mean.shape(), next));
            memory.put(key, FloatArray.owning(mean.shape(), velocity));
        });
        return new ServerState(ParameterSet.of(shared), ParameterSet.of(memory));
    }
}
