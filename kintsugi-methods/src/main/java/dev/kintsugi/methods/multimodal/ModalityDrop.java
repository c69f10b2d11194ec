package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes modalities away at random during training: with probability {@code rate} a sample loses one of those that it
 * has, never its last (modality drop-out, Neverova et al., "ModDrop", PAMI 2016). Evaluation is as it is.
 *
 * @param rate in [0, 1]
 */
public record ModalityDrop(double rate) implements Mechanism {
    @Override
    public List<Tokens> features(Run run, List<Tokens> features) {
        if (!run.pass().training() || rate == 0) {
            return features;
        }
        MultimodalBatch batch = run.batch();
        float[][] kept = new float[features.size()][batch.rows().length];
        for (int k = 0; k < batch.clients(); k++) {
            KeyedRandom random = run.pass().key(k, "modality-drop").open();
            for (int i = 0; i < batch.size(); i++) {
                int place = k * batch.size() + i;
                List<Integer> held = new ArrayList<>();
                for (int m = 0; m < features.size(); m++) {
                    kept[m][place] = 1;
                    if (batch.has(place, run.network().modalities().get(m))) {
                        held.add(m);
                    }
                }
                boolean drops = random.nextDouble() < rate;
                if (held.size() > 1) {
                    int dropped = random.pick(held);
                    kept[dropped][place] = drops ? 0 : 1;
                }
            }
        }
        List<Tokens> left = new ArrayList<>();
        for (int m = 0; m < features.size(); m++) {
            left.add(features.get(m).times(TensorBridge.tensor(kept[m], batch.clients(), batch.size())));
        }
        return left;
    }
}
