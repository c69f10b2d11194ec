package dev.kintsugi.cli.run;

import dev.kintsugi.cli.setting.YamlSettings;
import dev.kintsugi.core.CacheFolder;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.option.Binder;
import dev.kintsugi.engine.data.DataRoot;
import dev.kintsugi.engine.feature.FeatureStore;
import dev.kintsugi.engine.pretrain.PretrainOptions;
import dev.kintsugi.engine.pretrain.PretrainedModels;
import dev.kintsugi.engine.pretrain.Pretraining;
import dev.kintsugi.nn.pretrain.TrainingListener;
import java.nio.file.Path;
import java.util.List;

/** From an experiment file of {@code pretrain} to the model that it makes. */
public final class PretrainRun {
    private PretrainRun() {}

    /** Returns the training that a file describes. */
    public static Pretraining of(Path file, List<String> assignments, Pretraining.Listener listener) {
        PretrainOptions options =
                Binder.bind(YamlSettings.override(YamlSettings.read(file), assignments), PretrainOptions.class);
        Pretraining.Places places = new Pretraining.Places(
                PretrainedModels.standard(), new FeatureStore(CacheFolder.of("features")), DataRoot.current());
        return new Pretraining(options, places, listener);
    }

    /**
     * Returns the folder of the model that a file makes.
     *
     * @throws ModelException if it was not trained yet
     */
    static Path require(Path file) {
        return of(file, List.of(), new Silent())
                .find()
                .orElseThrow(() -> new ModelException("pretrain:" + file
                        + ": the model was not trained yet on this machine; run ./kintsugi pretrain " + file));
    }

    private static final class Silent implements Pretraining.Listener {
        @Override
        public void say(String line) {}

        @Override
        public void features(int done, int all) {}

        @Override
        public void updated(TrainingListener.Report report) {}
    }
}
