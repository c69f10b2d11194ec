package dev.kintsugi.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.engine.data.DataRoot;
import dev.kintsugi.engine.experiment.BackboneOpener;
import dev.kintsugi.engine.pretrain.PretrainedModels;
import dev.kintsugi.nn.backbone.FrozenModel;
import dev.kintsugi.nn.clip.ClipFolder;
import dev.kintsugi.nn.hub.HubCache;
import dev.kintsugi.nn.hub.HubSettings;
import dev.kintsugi.nn.hub.ModelSource;
import dev.kintsugi.nn.hub.ModelStore;
import dev.kintsugi.nn.lit.LitFolder;
import dev.kintsugi.nn.shipped.ShippedModels;
import dev.kintsugi.nn.vilt.GridViltFolder;
import dev.kintsugi.nn.vilt.ViltFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Opens backbones by name: finds the folder, then the loader that its {@code config.json} asks for. */
public final class Backbones implements BackboneOpener {
    private static final String PRETRAINED = "pretrain:";

    private final ModelStore store;
    private final Function<Path, Path> pretrained;

    /**
     * Creates the opener.
     *
     * @param pretrained finds the folder of the model that an experiment file of {@code pretrain} makes
     */
    public Backbones(ModelStore store, Function<Path, Path> pretrained) {
        this.store = store;
        this.pretrained = pretrained;
    }

    /** Returns the models that have short ids: shipped ones, and those that {@code pretrain} made on this machine. */
    public static List<ModelSource> atHand() {
        return List.of(ShippedModels.standard(), PretrainedModels.standard());
    }

    /** Returns the opener over shipped models, the model cache and models that {@code pretrain} made. */
    public static Backbones standard() {
        ModelStore store = new ModelStore(
                atHand(), new HubCache(HubSettings.fromEnvironment().cache()));
        return new Backbones(store, PretrainRun::require);
    }

    @Override
    public FrozenModel open(String name) {
        Path folder = name.startsWith(PRETRAINED)
                ? pretrained.apply(Path.of(name.substring(PRETRAINED.length())))
                : store.resolve(name);
        String type = modelType(folder.resolve("config.json"));
        return switch (type) {
            case "clip" -> ClipFolder.open(folder);
            case LitFolder.MODEL_TYPE -> LitFolder.open(folder, DataRoot.current());
            case ViltFolder.MODEL_TYPE -> ViltFolder.open(folder);
            case GridViltFolder.MODEL_TYPE -> GridViltFolder.open(folder, DataRoot.current());
            default ->
                throw new ModelException(folder + ": the model is of type '" + type
                        + "', allowed are clip, kintsugi-lit, vilt and kintsugi-grid-vilt");
        };
    }

    private static String modelType(Path config) {
        if (!Files.isRegularFile(config)) {
            throw new ModelException(config + ": there is no such file; a model folder needs one");
        }
        try {
            JsonNode type = new ObjectMapper().readTree(config.toFile()).path("model_type");
            return type.asText("clip");
        } catch (IOException e) {
            throw new ModelException(config + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
