package dev.kintsugi.methods.pfedprompt;

import static org.bytedeco.pytorch.global.torch.matmul;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.method.ExportedModel;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.core.random.RandomKey;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.PromptLearner;
import dev.kintsugi.methods.prompt.TrainingBatch;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The shared context, and the memory that every client fills from its own rows. */
final class PFedPromptLearner implements PromptLearner {
    /** Features with norm 1 by class, {@code [classes, shots, embedding]}; zeros where there are fewer samples. */
    static final String MEMORY = "memory.features";

    /**
     * The names of the memorised classes, by 32 bits in two values that a float holds exactly, {@code [classes, 2]}.
     */
    static final String CLASSES = "memory.classes";

    private final PFedPrompt.Options options;
    private final Workplace workplace;
    private final ContextModel model;
    private final ParameterLayout layout = new ParameterLayout();
    private final long[] memoryShape;
    private final float[] names; // as in CLASSES

    PFedPromptLearner(Workplace workplace, PFedPrompt.Options options) {
        this.options = options;
        this.workplace = workplace;
        this.model = new ContextModel(workplace, options.context());
        this.memoryShape = new long[] {
            workplace.examples().targets().classes(),
            options.shots(),
            ContextModel.requireTwoTower(workplace).image().embeddingWidth()
        };
        this.names = hashed(workplace.examples().targets().classNames());
        layout.add(model.spec(Scope.SHARED), model::initialContext);
        if (options.weight() > 0) {
            local(seed -> FloatArray.zeros(memoryShape), MEMORY, memoryShape);
            long[] shape = {memoryShape[0], 2};
            local(seed -> FloatArray.copyOf(shape, names), CLASSES, shape);
        }
    }

    /** Adds a local parameter with a row per memorised class; what another set of classes has memorised fits too. */
    private void local(LongFunction<FloatArray> initial, String name, long... shape) {
        long[] open = shape.clone();
        open[0] = -open[0];
        layout.add(new ParameterSpec(name, open, Scope.LOCAL, Optional.empty()), initial);
    }

    private static float[] hashed(List<String> classNames) {
        float[] values = new float[2 * classNames.size()];
        for (int i = 0; i < classNames.size(); i++) {
            int hash = classNames.get(i).hashCode(); // the same on every machine, by the contract of String
            values[2 * i] = hash >>> 16;
            values[2 * i + 1] = hash & 0xffff;
        }
        return values;
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
    public boolean trains(String parameter) {
        return parameter.equals(ContextModel.CONTEXT);
    }

    @Override
    public Scorer scorer(BlockParameters parameters) {
        Scorer shared = model.scorer(parameters.get(ContextModel.CONTEXT));
        if (!parameters.names().contains(MEMORY)) {
            return shared;
        }
        Tensor memory = parameters.get(MEMORY);
        Tensor places = places(parameters.get(CLASSES));
        return samples -> {
            Tensor affinities = remembered(samples.images(), memory, options.sharpness());
            return shared.scores(samples).add(matmul(affinities, places).mul(new Scalar(options.weight())));
        };
    }

    /**
     * Returns 1 where a memorised class is one that is scored and 0 elsewhere, {@code [clients, memorised, classes]}.
     */
    private Tensor places(Tensor memorised) {
        float[] hashes = TensorBridge.floats(memorised);
        int classes = names.length / 2;
        float[] values = new float[hashes.length / 2 * classes];
        for (int i = 0; i < values.length; i++) {
            int from = i / classes * 2;
            int to = i % classes * 2;
            values[i] = hashes[from] == names[to] && hashes[from + 1] == names[to + 1] ? 1 : 0;
        }
        return TensorBridge.tensor(values, memorised.size(0), memorised.size(1), classes);
    }

    /**
     * Returns {@code Σ_j exp(−β (1 − cos(f, f_j)))} over the memorised features of every class, {@code [clients, size,
     * classes]}.
     *
     * @param images with norm 1, {@code [clients, size, embedding]}
     * @param memory with norm 1 or 0, which stands for no sample, {@code [clients, classes, shots, embedding]}
     */
    static Tensor remembered(Tensor images, Tensor memory, double sharpness) {
        Tensor filled = memory.square().sum(3).sign(); // [clients, classes, shots]
        Tensor cosines = matmul(images, memory.flatten(1, 2).transpose(1, 2));
        Tensor affinities =
                cosines.sub(new Scalar(1.0)).mul(new Scalar(sharpness)).exp();
        return affinities
                .unflatten(2, new long[] {memory.size(1), memory.size(2)})
                .mul(filled.unsqueeze(1))
                .sum(3);
    }

    /** Training is that of PromptFL: the memory holds the training samples themselves. */
    @Override
    public Tensor losses(BlockParameters current, BlockParameters initial, TrainingBatch batch) {
        return batch.crossEntropy(
                model.scorer(current.get(ContextModel.CONTEXT)).scores(batch.samples()));
    }

    @Override
    public ParameterSet finish(ClientTask task, ParameterSet learned) {
        if (options.weight() == 0) {
            return learned;
        }
        Map<String, FloatArray> values = new TreeMap<>(learned.asMap());
        values.put(MEMORY, memorised(task));
        return ParameterSet.of(values);
    }

    /** Returns features of the client's samples; which ones is drawn once per client, the same in every round. */
    private FloatArray memorised(ClientTask task) {
        ClientData data = workplace.client(task.client());
        Targets targets = workplace.examples().targets();
        FeatureTable images = workplace.features(FeatureKind.pooled(Modality.IMAGE));
        float[] memory = new float[Math.toIntExact(memoryShape[0] * memoryShape[1] * memoryShape[2])];
        int[] counts = new int[targets.classes()];
        int width = images.width();
        int[] order =
                new RandomKey(task.seed(), 0, task.client(), "memory").open().permutation(data.size());
        for (int position : order) {
            int row = data.row(position);
            int label = targets.label(row);
            if (counts[label] < options.shots()) {
                int at = (label * options.shots() + counts[label]++) * width;
                images.copyRow(row, memory, at);
                normalise(memory, at, width);
            }
        }
        return FloatArray.owning(memoryShape.clone(), memory);
    }

    private static void normalise(float[] values, int from, int width) {
        double squares = 0;
        for (int i = from; i < from + width; i++) {
            squares += (double) values[i] * values[i];
        }
        double norm = Math.sqrt(squares);
        for (int i = from; i < from + width; i++) {
            values[i] = (float) (values[i] / norm);
        }
    }

    @Override
    public boolean hasSharedModel() {
        return true;
    }

    /** The shared context is the whole model only without a client's memory. */
    @Override
    public ExportedModel exported(ParameterSet values) {
        return new ExportedModel(
                values,
                values.contains(MEMORY) ? Optional.empty() : Optional.of(model.exportedAs(ContextModel.CONTEXT)));
    }

    @Override
    public void close() {
        model.close();
    }
}
