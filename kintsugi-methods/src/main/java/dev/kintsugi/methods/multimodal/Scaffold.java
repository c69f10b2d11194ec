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
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/**
 * Control variates against client drift (Karimireddy et al., "SCAFFOLD", ICML 2020, Algorithm 1, option II): a client
 * steps along {@code g − c_k + c} and ends with {@code c_k⁺ = c_k − c + (x − y_k) / (K η)}; {@code c} is the mean of
 * the {@code c_k}.
 *
 * <p><b>Differs:</b> the mean is over the clients that have trained the parameter so far, of an encoder its holders;
 * the paper's is over all clients of the federation, those not heard of counting as 0. With every client in the first
 * round and no missing modality both are the same. Clients without a modality would otherwise shorten the steps of the
 * others' encoder, which is averaged over holders.
 *
 * <p>To be the last mechanism that declares parameters: it has one control per shared parameter declared before it.
 *
 * @param momentum m of the clients' SGD, in [0, 1)
 */
record Scaffold(double momentum) implements Mechanism {
    /** What a client trained in its round, in the order of the parameters' names: one of the three below. */
    static final String NEWS = "scaffold.news";

    static final float NOT_TRAINED = 0;
    static final float TRAINED_AGAIN = 1;
    static final float TRAINED_FIRST = 2;

    /** How far a constant gradient of 1 moves a client. */
    static final String SCALE = "scaffold.scale";

    private static final String OWN = "scaffold.client.";
    private static final String SERVER = "scaffold.server.";
    private static final String HEARD = "scaffold.heard"; // 1 for what this client has trained before
    private static final String CLIENTS = "scaffold.clients"; // how many have trained each parameter

    @Override
    public void declare(ParameterLayout layout, MultimodalNetwork network) {
        int controls = 0;
        for (ParameterSpec spec : layout.specs()) {
            if (spec.scope() == Scope.SHARED) {
                controls++;
                layout.add(
                        new ParameterSpec(OWN + spec.name(), spec.shape(), Scope.LOCAL, spec.modality()),
                        seed -> FloatArray.zeros(spec.shape()));
            }
        }
        long[] shape = {controls};
        layout.add(new ParameterSpec(HEARD, shape, Scope.LOCAL, Optional.empty()), seed -> FloatArray.zeros(shape));
    }

    @Override
    public boolean trains(String parameter) {
        return !parameter.startsWith(OWN) && !parameter.equals(HEARD);
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
        float[] heard = received.get(HEARD).toArray();
        float[] news = new float[heard.length];
        int number = 0;
        for (String control : new TreeMap<>(received.asMap()).tailMap(OWN).keySet()) {
            if (!control.startsWith(OWN)) {
                break;
            }
            String name = control.substring(OWN.length());
            if (learned.contains(name) && samples.holds(name)) {
                FloatArray own = received.get(control);
                float[] change = change(received.get(SERVER + name), received.get(name), learned.get(name), scale);
                for (int i = 0; i < change.length; i++) {
                    change[i] += own.get(i);
                }
                local.put(control, FloatArray.owning(own.shape(), change));
                news[number] = heard[number] > 0 ? TRAINED_AGAIN : TRAINED_FIRST;
                heard[number] = 1;
            }
            number++;
        }
        local.put(HEARD, FloatArray.owning(new long[] {heard.length}, heard));
        FloatArray told = FloatArray.owning(new long[] {1}, new float[] {scale});
        return new Finish(
                ParameterSet.of(local),
                ParameterSet.of(Map.of(SCALE, told, NEWS, FloatArray.owning(new long[] {news.length}, news))));
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
        zeros.put(CLIENTS, FloatArray.zeros(zeros.size()));
        return ParameterSet.of(zeros);
    }

    @Override
    public ServerState merge(ServerState before, List<ClientUpdate> updates, ServerState merged) {
        Map<String, FloatArray> memory = new TreeMap<>(merged.memory().asMap());
        float[] clients = before.memory().get(CLIENTS).toArray();
        int number = 0;
        for (String name : new TreeMap<>(before.shared().asMap()).keySet()) {
            FloatArray old = before.memory().get(SERVER + name);
            double[] sum = new double[old.size()];
            for (int i = 0; i < sum.length; i++) {
                sum[i] = (double) clients[number] * old.get(i);
            }
            for (ClientUpdate update : updates) {
                float news = update.statistics().get(NEWS).get(number);
                if (news != NOT_TRAINED) {
                    float scale = update.statistics().get(SCALE).get(0);
                    float[] change = change(
                            old, before.shared().get(name), update.shared().get(name), scale);
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += change[i];
                    }
                    clients[number] += news == TRAINED_FIRST ? 1 : 0;
                }
            }
            float[] mean = new float[sum.length];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = clients[number] > 0 ? (float) (sum[i] / clients[number]) : 0;
            }
            memory.put(SERVER + name, FloatArray.owning(old.shape(), mean));
            number++;
        }
        memory.put(CLIENTS, FloatArray.owning(new long[] {clients.length}, clients));
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
