package dev.kintsugi.methods.maple;

import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.methods.block.BlockLayers;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.PromptLearner;
import dev.kintsugi.methods.tower.DeepClassPrompts;
import dev.kintsugi.methods.tower.DeepImagePrompts;
import dev.kintsugi.methods.tower.PromptDepth;
import dev.kintsugi.nn.backbone.PromptableTower;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.prompt.CosineScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** Deep prompts of the text tower, and maps from them to the image tower's. */
final class MapleLearner implements PromptLearner {
    private static final double DEVIATION = 0.02;

    private final Optional<DeepImagePrompts> images;
    private final DeepClassPrompts sentences;
    private final double scale;
    private final int depth;
    private final ParameterLayout layout = new ParameterLayout();

    MapleLearner(Workplace workplace, MapleOptions options) {
        TwoTower backbone = ContextModel.requireTwoTower(workplace);
        List<PromptableTower> towers = new ArrayList<>(List.of(backbone.promptableText()));
        this.images = options.imagePrompts() == MapleOptions.ImagePrompts.COUPLED
                ? Optional.of(new DeepImagePrompts(backbone.promptableImage()))
                : Optional.empty();
        images.ifPresent(prompted -> towers.add(prompted.tower()));
        this.depth = PromptDepth.of(options.depth(), towers);
        this.scale = backbone.logitScale();
        this.sentences = new DeepClassPrompts(
                backbone,
                workplace.examples().targets().classNames(),
                options.contextLength(),
                options.initialText(),
                options.sentences());
        long[] shape = sentences.shape();
        layout.add(new ParameterSpec(prompt(0), shape, Scope.SHARED, Optional.empty()), sentences::initialContext);
        for (int layer = 1; layer < depth; layer++) {
            layout.normal(prompt(layer), Optional.empty(), DEVIATION, shape);
        }
        images.ifPresent(prompted -> {
            for (int layer = 0; layer < depth; layer++) {
                // the released code copies one map to all layers behind the first
                layout.linear(
                        map(layer),
                        map(Math.min(1, layer)),
                        Optional.empty(),
                        shape[1],
                        prompted.tower().width());
            }
        });
    }

    static String prompt(int layer) {
        return layer == 0 ? ContextModel.CONTEXT : "prompt.layer" + layer;
    }

    static String map(int layer) {
        return "map.layer" + layer;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return layout.specs();
    }

    @Override
    public ParameterSet initial(long seed) {
        return layout.initial(seed);
    }

    @Override
    public int samplesAtOnce() {
        return images.isPresent() ? DeepImagePrompts.SAMPLES_AT_ONCE : PromptLearner.super.samplesAtOnce();
    }

    @Override
    public Scorer scorer(BlockParameters parameters) {
        List<Tensor> text = new ArrayList<>();
        List<Tensor> mapped = new ArrayList<>();
        for (int layer = 0; layer < depth; layer++) {
            Tensor prompts = parameters.get(prompt(layer));
            text.add(prompts);
            if (images.isPresent()) {
                mapped.add(BlockLayers.linear(parameters, map(layer), prompts));
            }
        }
        Tensor classes = sentences.encode(text);
        return samples -> CosineScores.of(
                images.map(prompted -> CosineScores.normalised(prompted.encode(samples, mapped)))
                        .orElseGet(samples::images),
                classes,
                scale);
    }

    @Override
    public void close() {
        sentences.close();
    }
}
