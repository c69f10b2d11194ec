package dev.kintsugi.methods.dimml;

import static org.bytedeco.pytorch.global.torch.zeros;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.WeightedMean;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.multimodal.ClientSamples;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.multimodal.Run;
import dev.kintsugi.methods.parameter.ParameterLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/**
 * The fusion head h, which the first stage leaves alone and which alone the second trains: on complete samples,
 * averaged by their number.
 */
record FusionStage(Stages stages) implements Mechanism {
    /** 1 once the fusion has been trained, else 0, {@code [1]}. */
    static final String TRAINED = "dimml.fusion-trained";

    /** Number of complete samples of a client; sent up in the second stage only. */
    static final String COMPLETE = "dimml.complete";

    private static final String FUSION = "fusion.";

    @Override
    public void declare(ParameterLayout layout, MultimodalNetwork network) {
        layout.add(TRAINED, Optional.empty(), seed -> FloatArray.zeros(1), 1);
    }

    @Override
    public boolean trains(String parameter) {
        return !parameter.equals(TRAINED);
    }

    @Override
    public boolean trains(String parameter, ClientTask task) {
        return trains(parameter) && parameter.startsWith(FUSION) == stages.second(task);
    }

    @Override
    public Tensor counts(Run run) {
        return stages.second(run)
                ? run.complete()
                : zeros(run.batch().clients(), run.batch().size());
    }

    @Override
    public Finish finish(
            ClientTask task,
            ParameterSet received,
            ParameterSet learned,
            int steps,
            double rate,
            ClientSamples samples) {
        if (!stages.second(task)) {
            return Finish.NOTHING;
        }
        float[] complete = new float[1];
        for (int row : samples.rows()) {
            complete[0] += samples.complete(row) ? 1 : 0;
        }
        return new Finish(ParameterSet.empty(), ParameterSet.of(COMPLETE, FloatArray.owning(new long[] {1}, complete)));
    }

    @Override
    public ServerState merge(ServerState before, List<ClientUpdate> updates, ServerState merged) {
        WeightedMean mean = new WeightedMean();
        for (ClientUpdate update : updates) {
            if (update.statistics().contains(COMPLETE)) {
                update.shared().asMap().forEach((name, value) -> {
                    if (name.startsWith(FUSION)) {
                        mean.addParameter(
                                name, value, update.statistics().get(COMPLETE).get(0));
                    }
                });
            }
        }
        ParameterSet fusion = mean.result();
        Map<String, FloatArray> shared = new TreeMap<>(merged.shared().asMap());
        if (!fusion.isEmpty()) {
            shared.putAll(fusion.asMap());
            shared.put(TRAINED, FloatArray.owning(new long[] {1}, new float[] {1}));
        }
        return new ServerState(ParameterSet.of(shared), merged.memory());
    }
}
