package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * FedOpt as FedMultimodal runs it (Reddi et al., ICLR 2021; Feng et al., KDD 2023): an SGD with momentum on the server
 * whose gradient is {@code (w − w̄) / η_l}, w̄ being the mean of the clients. With momentum 0 and {@code η_g = η_l}
 * this is plain averaging up to rounding. What the clients of a round left as it was, above all the encoder of a
 * modality that none of them holds, stays as it was, and so does its velocity: no step is made from rounds long ago.
 *
 * @param learningRate η_g of the server, above 0
 * @param momentum in [0, 1)
 * @param clientRate η_l of the clients, above 0
 */
record ServerSgd(double learningRate, double momentum, double clientRate) implements Mechanism {
    private static final String VELOCITY = "fedopt.velocity.";

    @Override
    public ParameterSet memory(ParameterSet initial, long seed) {
        Map<String, FloatArray> zeros = new TreeMap<>();
        initial.asMap().forEach((name, value) -> zeros.put(VELOCITY + name, FloatArray.zeros(value.shape())));
        return ParameterSet.of(zeros);
    }

    @Override
    public ServerState merge(ServerState before, List<ClientUpdate> updates, ServerState merged) {
        Map<String, FloatArray> shared = new TreeMap<>();
        Map<String, FloatArray> memory = new TreeMap<>(merged.memory().asMap());
        before.shared().asMap().forEach((name, old) -> {
            FloatArray mean = merged.shared().get(name);
            FloatArray velocity = before.memory().get(VELOCITY + name);
            if (mean.equals(old)) {
                shared.put(name, old);
                memory.put(VELOCITY + name, velocity);
                return;
            }
            float[] moved = new float[old.size()];
            float[] next = new float[old.size()];
            for (int i = 0; i < next.length; i++) {
                double gradient = ((double) old.get(i) - mean.get(i)) / clientRate;
                moved[i] = (float) (momentum * velocity.get(i) + gradient);
                next[i] = (float) (old.get(i) - learningRate * moved[i]);
            }
            shared.put(name, FloatArray.owning(old.shape(), next));
            memory.put(VELOCITY + name, FloatArray.owning(old.shape(), moved));
        });
        return new ServerState(ParameterSet.of(shared), ParameterSet.of(memory));
    }
}
