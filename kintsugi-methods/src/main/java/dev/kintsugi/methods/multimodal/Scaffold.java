package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/**
 * Control variates against client drift (Karimireddy et al., "SCAFFOLD", ICML 2020, Algorithm 1, option II): a client
 * steps along {@code g − c_k + c}, ends with {@code c_k⁺ = c_k − c + (x − y_k) / (K η)}, and the server adds the mean
 * of {@code c_k⁺ − c_k} over all clients.
 *
 * <p>To be the last mechanism that declares parameters: it has one control per shared parameter declared before it.
 *
 * @param clients number of all clients N of the federation, above 0: the server's control moves by |S| / N of the mean
 * @param momentum m of the clients' SGD, in [0, 1)
 */
record Scaffold(int clients, double momentum) implements Mechanism {
    private static final String OWN = "scaffold.client.";
    private static final String SERVER = "scaffold.server.";
    private static final String SCALE = "scaffold.scale"; // how far a constant gradient of 1 moves a client

    @Override
    public void declare(ParameterLayout layout, MultimodalNetwork network) {
        for (ParameterSpec spec : layout.specs()) {
            if (spec.scope() == Scope.SHARED) {
                layout.add(
                        new ParameterSpec(OWN + spec.name(), spec.shape(), Scope.LOCAL, spec.modality()),
                        seed -> FloatArray.zeros(spec.shape()));
            }
        }
    }

    @Override
    public boolean trains(String parameter) {
        return !parameter.startsWith(OWN);
    }

    @Override
    public Map<String, Tensor> gradients(BlockParameters gradients, Forward forward) {
        BlockParameters fixed = forward.run().initial();
        Map<String, Tensor> corrected = new TreeMap<>();
        for (String name : gradients.names()) {
            if (fixed.contains(OWN + name)) {
                corrected.put(
                        name, gradients.get(name).sub(fixed.get(OWN + name)).add(fixed.get(SERVER + name)));
            }
        }
        return corrected;
    }

    @Override
    public Finish finish(
            ClientTask task,
            ParameterSet received,
            ParameterSet learned,
            int steps,
            double rate,
            ClientSamples samples) {
        Map<String, FloatArray> local = new TreeMap<>();
        float scale = (float) (rate * reach(steps));
        for (String name : learned.asMap().keySet()) {
            if (received.contains(OWN + name)) {
                FloatArray own = received.get(OWN + name);
                float[] change = change(received.get(SERVER + name), received.get(name), learned.get(name), scale);
                for (int i = 0; i < change.length; i++) {
                    change[i] += own.get(i);
                }
                local.put(OWN + name, FloatArray.owning(own.shape(), change));
            }
        }
        FloatArray told = FloatArray.owning(new long[] {1}, new float[] {scale});
        return new Finish(ParameterSet.of(local), ParameterSet.of(SCALE, told));
    }

    /** Returns {@code Σ_{j=1..steps} (1 − m^j) / (1 − m)}: the number of steps without momentum. */
    private double reach(int steps) {
        double sum = 0;
        double velocity = 0;
        for (int step = 0; step < steps; step++) {
            velocity = momentum * velocity + 1;
            sum += velocity;
        }
        return sum;
    }

    /** Returns {@code c_k⁺ − c_k}. */
    private static float[] change(FloatArray server, FloatArray before, FloatArray after, float scale) {
        float[] change = new float[server.size()];
        for (int i = 0; i < change.length; i++) {
            change[i] = (float) (((double) before.get(i) - after.get(i)) / scale - server.get(i));
        }
        return change;
    }

    @Override
    public ParameterSet memory(ParameterSet initial, long seed) {
        Map<String, FloatArray> zeros = new TreeMap<>();
        initial.asMap().forEach((name, value) -> zeros.put(SERVER + name, FloatArray.zeros(value.shape())));
        return ParameterSet.of(zeros);
    }

    @Override
    public ServerState merge(ServerState before, List<ClientUpdate> updates, ServerState merged) {
        Map<String, FloatArray> memory = new TreeMap<>(merged.memory().asMap());
        for (String name : before.shared().asMap().keySet()) {
            FloatArray old = before.memory().get(SERVER + name);
            double[] sum = new double[old.size()];
            for (ClientUpdate update : updates) {
                float scale = update.statistics().get(SCALE).get(0);
                float[] change =
                        change(old, before.shared().get(name), update.shared().get(name), scale);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += change[i];
                }
            }
            float[] next = new float[sum.length];
            for (int i = 0; i < next.length; i++) {
                next[i] = (float) (old.get(i) + sum[i] / clients);
            }
            memory.put(SERVER + name, FloatArray.owning(old.shape(), next));
        }
        return new ServerState(merged.shared(), ParameterSet.of(memory));
    }

    @Override
    public ParameterSet sent(ServerState state) {
        Map<String, FloatArray> controls = new TreeMap<>();
        state.memory().asMap().forEach((name, value) -> {
            if (name.startsWith(SERVER)) {
                controls.put(name, value);
            }
        });
        return ParameterSet.of(controls);
    }
}
