package dev.kintsugi.methods.prompt;

import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.core.method.ExportedModel;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.prompt.ClassPrompts;
import dev.kintsugi.nn.prompt.ClassTexts;
import dev.kintsugi.nn.prompt.CosineScores;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A frozen two-tower model with one learnable context for all classes, as in CoOp (Zhou et al., IJCV 2022, §3.2,
 * unified context).
 *
 * <p>Holds what never changes: the backbone, the embedded class names. Contexts are handed in.
 */
public final class ContextModel implements AutoCloseable {
    /** Name of the context among the parameters. */
    public static final String CONTEXT = "prompt.context";

    private static final String INITIAL_CONTEXT = "initial-context";
    private static final double INITIAL_DEVIATION = 0.02; // CoOp, trainers/coop.py
    private static final int ROWS_AT_ONCE = 4096;

    private final TwoTower backbone;
    private final List<String> classNames;
    private final ContextOptions options;
    private final Optional<FloatArray> initialContext;
    private final ClassPrompts prompts;

    /**
     * Embeds the class names of a workplace.
     *
     * @throws ModelException if the backbone is not a two-tower model
     */
    public ContextModel(Workplace workplace, ContextOptions options) {
        this.backbone = requireTwoTower(workplace);
        this.classNames = workplace.examples().targets().classNames();
        this.options = options;
        this.initialContext = options.initialText().isBlank()
                ? Optional.empty()
                : Optional.of(ClassPrompts.embeddingOf(backbone, options.initialText()));
        int length = initialContext.map(array -> (int) array.shape()[0]).orElse(options.contextLength());
        this.prompts = new ClassPrompts(
                backbone,
                classNames,
                length,
                options.namePosition(),
                options.sentences().path());
    }

    /** Returns the backbone of a workplace if it is a two-tower model. */
    public static TwoTower requireTwoTower(Workplace workplace) {
        if (workplace.backbone() instanceof TwoTower twoTower) {
            return twoTower;
        }
        throw new ModelException("backbone '" + workplace.backbone().name()
                + "' is not a two-tower model (image and text in one space), which this method needs; take a CLIP");
    }

    /** Returns the declaration of the context. */
    public ParameterSpec spec(Scope scope) {
        return new ParameterSpec(CONTEXT, prompts.contextShape(), scope, Optional.empty());
    }

    /**
     * Returns the context to start from: the embedded initial text, or normal draws with deviation 0.02. All clients
     * and all relatives of one seed have the same, so that they are compared from the same point.
     */
    public FloatArray initialContext(long seed) {
        return initialContext(seed, INITIAL_CONTEXT);
    }

    /** Returns a context to start from as {@link #initialContext(long)} does, but with draws under another name. */
    public FloatArray initialContext(long seed, String drawnAs) {
        return initialContext.orElseGet(() -> drawn(RandomKey.of(seed, drawnAs), prompts.contextShape()));
    }

    /** Returns normal draws with deviation 0.02, {@code [context, width]}: of one seed and shape always the same. */
    public static FloatArray drawnContext(long seed, long[] shape) {
        return drawn(RandomKey.of(seed, INITIAL_CONTEXT), shape);
    }

    private static FloatArray drawn(RandomKey key, long[] shape) {
        float[] values = new float[(int) (shape[0] * shape[1])];
        KeyedRandom random = key.open();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (INITIAL_DEVIATION * random.nextGaussian());
        }
        return FloatArray.owning(shape, values);
    }

    /**
     * Returns the class features of contexts, not normalised, {@code [clients, classes, embedding]}.
     *
     * @param contexts {@code [clients, context, width]}
     */
    public Tensor encode(Tensor contexts) {
        return prompts.encode(contexts);
    }

    /**
     * Returns the features of hand-crafted class sentences, not normalised, {@code [classes, embedding]}.
     *
     * @param template a sentence in which <code>{}</code> stands for the class name
     */
    public Tensor encode(String template) {
        return ClassTexts.encode(backbone, classNames, template);
    }

    /** Returns the scores of samples against the class sentences with contexts {@code [clients, context, width]}. */
    public PromptLearner.Scorer scorer(Tensor contexts) {
        return against(encode(contexts));
    }

    /** Returns the scores of samples against class features {@code [clients, classes, embedding]}. */
    public PromptLearner.Scorer against(Tensor classes) {
        return samples -> CosineScores.of(samples.images(), classes, backbone.logitScale());
    }

    /**
     * Returns the scores {@code [rows, classes]} of a whole table, in portions that bound the memory.
     *
     * @param classes class features of one client, {@code [1, classes, embedding]}
     */
    public static float[] scoreTable(Tensor classes, FeatureTable images, double scale) {
        int classCount = (int) classes.size(1);
        float[] scores = new float[images.rows() * classCount];
        for (int from = 0; from < images.rows(); from += ROWS_AT_ONCE) {
            int rows = Math.min(ROWS_AT_ONCE, images.rows() - from);
            float[] batch = new float[rows * images.width()];
            for (int i = 0; i < rows; i++) {
                images.copyRow(from + i, batch, i * images.width());
            }
            try (PointerScope scope = new PointerScope()) {
                Tensor features = CosineScores.normalised(TensorBridge.tensor(batch, 1, rows, images.width()));
                float[] part = TensorBridge.floats(CosineScores.of(features, classes, scale));
                System.arraycopy(part, 0, scores, from * classCount, part.length);
            }
        }
        return scores;
    }

    /** Returns how a value is exported that is a context of these class sentences. */
    public ExportedModel.Context exportedAs(String name) {
        int length = Math.toIntExact(prompts.contextShape()[0]);
        return new ExportedModel.Context(name, options.namePosition().before(length));
    }

    /** Returns the options that this model was made with. */
    public ContextOptions options() {
        return options;
    }

    @Override
    public void close() {
        prompts.close();
    }
}
