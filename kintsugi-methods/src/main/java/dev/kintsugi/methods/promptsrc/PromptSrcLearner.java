package dev.kintsugi.methods.promptsrc;

import static org.bytedeco.pytorch.global.torch.log_softmax;
import static org.bytedeco.pytorch.global.torch.stack;

import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.PromptLearner;
import dev.kintsugi.methods.prompt.SampleBatch;
import dev.kintsugi.methods.prompt.TrainingBatch;
import dev.kintsugi.methods.server.Aggregation;
import dev.kintsugi.methods.tower.DeepClassPrompts;
import dev.kintsugi.methods.tower.DeepImagePrompts;
import dev.kintsugi.methods.tower.PromptDepth;
import dev.kintsugi.nn.backbone.PromptableTower;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.prompt.ClassTexts;
import dev.kintsugi.nn.prompt.CosineScores;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** Deep prompts of both towers, and the losses that hold them near the model without prompts. */
final class PromptSrcLearner implements PromptLearner {
    private static final double DEVIATION = 0.02;

    private final PromptSrcOptions options;
    private final Optional<DeepImagePrompts> images;
    private final DeepClassPrompts sentences;
    private final double scale;
    private final int depth;
    private final Tensor unprompted; // class features without prompts, norm 1, [1, classes, embedding]
    private final ParameterLayout layout = new ParameterLayout();

    PromptSrcLearner(Workplace workplace, PromptSrcOptions options) {
        TwoTower backbone = ContextModel.requireTwoTower(workplace);
        List<String> classNames = workplace.examples().targets().classNames();
        List<PromptableTower> towers = new ArrayList<>(List.of(backbone.promptableText()));
        this.options = options;
        this.images = options.imageLength() > 0
                ? Optional.of(new DeepImagePrompts(backbone.promptableImage()))
                : Optional.empty();
        images.ifPresent(prompted -> towers.add(prompted.tower()));
        this.depth = PromptDepth.of(options.depth(), towers);
        this.scale = backbone.logitScale();
        this.unprompted = meanFeatures(backbone, classNames, options.templates());
        this.sentences = new DeepClassPrompts(
                backbone, classNames, options.contextLength(), options.initialText(), options.sentences());
        layout.add(
                new ParameterSpec(text(0), sentences.shape(), Scope.SHARED, Optional.empty()),
                sentences::initialContext);
        for (int layer = 1; layer < depth; layer++) {
            layout.normal(text(layer), Optional.empty(), DEVIATION, sentences.shape());
        }
        images.ifPresent(prompted -> {
            for (int layer = 0; layer < depth; layer++) {
                layout.normal(
                        image(layer),
                        Optional.empty(),
                        DEVIATION,
                        options.imageLength(),
                        prompted.tower().width());
            }
        });
    }

    static String text(int layer) {
        return layer == 0 ? ContextModel.CONTEXT : "prompt.layer" + layer;
    }

    static String image(int layer) {
        return "prompt.image.layer" + layer;
    }

    /** Returns the mean over the sentences of the features as they come out of the tower, then with norm 1. */
    private static Tensor meanFeatures(TwoTower backbone, List<String> classNames, List<String> templates) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            TensorVector all = new TensorVector();
            for (String template : templates) {
                all.push_back(ClassTexts.encode(backbone, classNames, template));
            }
            return TensorBridge.keep(
                    CosineScores.normalised(stack(all, 0).mean(0)).unsqueeze(0));
        }
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
    public Aggregation aggregation() {
        return options.averageDeviation() == 0
                ? Aggregation.BY_EXAMPLES
                : new GaussianAverage(layout::initial, options.averageMean(), options.averageDeviation());
    }

    @Override
    public int samplesAtOnce() {
        return images.isPresent() ? DeepImagePrompts.SAMPLES_AT_ONCE : PromptLearner.super.samplesAtOnce();
    }

    /** Returns the class features with prompts, not normalised, {@code [clients, classes, embedding]}. */
    private Tensor classes(BlockParameters parameters) {
        List<Tensor> layers = new ArrayList<>();
        for (int layer = 0; layer < depth; layer++) {
            layers.add(parameters.get(text(layer)));
        }
        return sentences.encode(layers);
    }

    /** Returns the image features with prompts, of norm 1, {@code [clients, size, embedding]}. */
    private Tensor images(BlockParameters parameters, SampleBatch samples) {
        if (images.isEmpty()) {
            return samples.images();
        }
        List<Tensor> layers = new ArrayList<>();
        for (int layer = 0; layer < depth; layer++) {
            layers.add(parameters.get(image(layer)));
        }
        return CosineScores.normalised(images.get().encode(samples, layers));
    }

    @Override
    public Scorer scorer(BlockParameters parameters) {
        Tensor classes = classes(parameters);
        return samples -> CosineScores.of(images(parameters, samples), classes, scale);
    }

    @Override
    public Tensor losses(BlockParameters current, BlockParameters initial, TrainingBatch batch) {
        if (!options.regulates()) {
            return PromptLearner.super.losses(current, initial, batch);
        }
        Tensor classes = classes(current);
        Tensor prompted = images(current, batch.samples());
        Tensor stored = batch.samples().images();
        Tensor scores = CosineScores.of(prompted, classes, scale);
        Tensor textLoss = CosineScores.normalised(classes)
                .sub(unprompted)
                .abs()
                .flatten(1, 2)
                .mean(1);
        Tensor imageLoss =
                prompted.sub(stored).abs().mean(2).mul(batch.weights()).sum(1);
        Tensor scoreLoss = divergence(scores, CosineScores.of(stored, unprompted, scale))
                .mul(batch.weights())
                .sum(1);
        return batch.crossEntropy(scores)
                .add(textLoss.mul(new Scalar(options.textWeight())))
                .add(imageLoss.mul(new Scalar(options.imageWeight())))
                .add(scoreLoss.mul(new Scalar(options.scoreWeight())));
    }

    /**
     * Returns {@code 1/C Σ_c q_c (log q_c − log p_c)} per sample, with p and q the softmax of the scores with and
     * without prompts, {@code [clients, size]}.
     */
    static Tensor divergence(Tensor scores, Tensor unprompted) {
        Tensor target = log_softmax(unprompted, -1);
        return target.exp().mul(target.sub(log_softmax(scores, -1))).mean(-1);
    }

    @Override
    public void close() {
        sentences.close();
        unprompted.close();
    }
}
