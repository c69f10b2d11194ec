package dev.kintsugi.methods.prompted;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.multimodal.Encoders;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.ModalityEncoder;
import dev.kintsugi.methods.multimodal.MultimodalNetwork;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.stream.PatternNumbers;
import dev.kintsugi.methods.tower.PromptDepth;
import dev.kintsugi.nn.backbone.PromptableImageTower;
import dev.kintsugi.nn.backbone.PromptableTextTower;
import dev.kintsugi.nn.backbone.PromptableTower;
import dev.kintsugi.nn.backbone.TwoTower;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A network whose encoders are the prompted towers of a two-tower backbone, and what goes with the sources of their
 * prompts.
 *
 * @param mechanisms of the sources, to stand before those of a method
 * @param unprompted modalities whose tower takes no prompts: a frozen feature with a linear map
 */
public record PromptedNetwork(MultimodalNetwork network, List<Mechanism> mechanisms, List<Modality> unprompted) {
    /** Copies the lists. */
    public PromptedNetwork {
        mechanisms = List.copyOf(mechanisms);
        unprompted = List.copyOf(unprompted);
    }

    /**
     * Builds the network for a workplace.
     *
     * @throws ModelException if the backbone has not two towers, or none of them takes prompts
     * @throws ConfigException if nothing makes prompts, or the settings do not fit each other or the towers
     */
    public static PromptedNetwork of(Workplace workplace, PromptedOptions options) {
        PromptOptions prompts = options.prompts();
        PersonalOptions personal = options.personal();
        PoolSettings pool = options.pool();
        TwoTower towers = ContextModel.requireTwoTower(workplace);
        if (prompts.length() == 0 && pool.size() == 0) {
            throw new ConfigException("prompts.length is 0 and pool.size is 0, so that there are no prompts;"
                    + " set one of them above 0");
        }
        if (prompts.length() == 0 && (personal.bottleneck() > 0 || personal.mu() > 0)) {
            throw new ConfigException("personal.bottleneck and personal.mu are of the prompts that all samples have,"
                    + " of which there are none; set prompts.length above 0");
        }
        List<Modality> modalities =
                Encoders.modalities(towers, options.network().encoders());
        Map<Modality, PromptableTower> prompted = prompted(towers, modalities);
        List<TowerPools> pools = new ArrayList<>();
        List<ModalityEncoder> encoders = new ArrayList<>();
        int depth = PromptDepth.of(prompts.depth(), List.copyOf(prompted.values()));
        for (Modality modality : modalities) {
            @Nullable PromptableTower tower = prompted.get(modality);
            if (tower == null) {
                encoders.add(
                        new ProjectedFeatureEncoder(modality, towers.image().embeddingWidth()));
                continue;
            }
            List<PromptSource> sources = new ArrayList<>();
            if (prompts.length() > 0) {
                sources.add(new PlainPrompts(modality, tower.width(), depth, prompts, personal));
            }
            if (pool.size() > 0) {
                TowerPools own = new TowerPools(towers, modality, tower.width(), pool, prompts.deviation());
                sources.add(own);
                pools.add(own);
            }
            encoders.add(new PromptedTowerEncoder(modality, tower, sources));
        }
        List<Mechanism> mechanisms = new ArrayList<>();
        if (personal.bottleneck() > 0 || personal.mu() > 0) {
            mechanisms.add(new PersonalPart(personal, List.copyOf(prompted.keySet())));
        }
        if (!pools.isEmpty()) {
            mechanisms.add(new PoolSharing(workplace, pool, pools, new PatternNumbers(modalities)));
        }
        return new PromptedNetwork(
                new MultimodalNetwork(
                        encoders,
                        options.network().fusion(),
                        workplace.examples().targets().classes()),
                mechanisms,
                modalities.stream()
                        .filter(modality -> !prompted.containsKey(modality))
                        .toList());
    }

    private static Map<Modality, PromptableTower> prompted(TwoTower towers, List<Modality> modalities) {
        Map<Modality, PromptableTower> prompted = new TreeMap<>();
        if (modalities.contains(Modality.IMAGE) && towers.image() instanceof PromptableImageTower image) {
            prompted.put(Modality.IMAGE, image);
        }
        if (modalities.contains(Modality.TEXT) && towers.text() instanceof PromptableTextTower text) {
            prompted.put(Modality.TEXT, text);
        }
        if (prompted.isEmpty()) {
            throw new ModelException("no tower of backbone '" + towers.name() + "' for " + modalities
                    + " takes prompts, which this method trains; take a CLIP, or the method without prompts");
        }
        return prompted;
    }
}
