package dev.kintsugi.methods.fedtpg;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.method.ExportedModel;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.core.round.ClientTask;
import dev.kintsugi.methods.block.BlockParameters;
import dev.kintsugi.methods.parameter.ParameterLayout;
import dev.kintsugi.methods.prompt.ContextModel;
import dev.kintsugi.methods.prompt.PromptLearner;
import dev.kintsugi.methods.prompt.TrainingBatch;
import dev.kintsugi.methods.server.Aggregation;
import dev.kintsugi.nn.prompt.CosineScores;
import dev.kintsugi.nn.tensor.TensorBridge;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Contexts that a shared network makes from the class names. */
final class FedTpgLearner implements PromptLearner {
    private static final double NEVER = -1e9; // the score of a class that a client does not train on

    private final FedTpgOptions options;
    private final Workplace workplace;
    private final int classes;
    private final ContextModel model;
    private final ParameterLayout layout = new ParameterLayout();
    private final PromptTranslator translator;
    private final Tensor names; // norm 1, [1, classes, embedding]

    FedTpgLearner(Workplace workplace, FedTpgOptions options) {
        this.options = options;
        this.workplace = workplace;
        this.classes = workplace.examples().targets().classes();
        this.model = new ContextModel(workplace, options.context());
        long[] context = model.spec(Scope.SHARED).shape();
        int embedding = ContextModel.requireTwoTower(workplace).text().embeddingWidth();
        this.translator = new PromptTranslator(context[0], context[1], embedding, options.heads(), layout);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            this.names = TensorBridge.keep(
                    CosineScores.normalised(model.encode("{}")).unsqueeze(0));
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
        return Aggregation.UNWEIGHTED;
    }

    @Override
    public Scorer scorer(BlockParameters parameters) {
        return model.scorer(contextsOfAllClasses(parameters));
    }

    private Tensor contextsOfAllClasses(BlockParameters parameters) {
        Tensor nothing = absent(new float[parameters.clients() * classes], parameters.clients());
        return translator.contexts(parameters, names, nothing);
    }

    @Override
    public Tensor losses(BlockParameters current, BlockParameters initial, TrainingBatch batch) {
        if (options.trainingClasses() == FedTpgOptions.TrainingClasses.ALL) {
            return PromptLearner.super.losses(current, initial, batch);
        }
        Tensor absent = absentClasses(batch.tasks());
        Tensor scores =
                model.scorer(translator.contexts(current, names, absent)).scores(batch.samples());
        return batch.crossEntropy(scores.masked_fill(absent.unsqueeze(1), new Scalar(NEVER)));
    }

    /** Returns which classes no training row of a client has, bool {@code [clients, classes]}. */
    private Tensor absentClasses(List<ClientTask> tasks) {
        Targets targets = workplace.examples().targets();
        float[] absent = new float[tasks.size() * classes];
        Arrays.fill(absent, 1);
        for (int k = 0; k < tasks.size(); k++) {
            ClientData data = workplace.client(tasks.get(k).client());
            for (int i = 0; i < data.size(); i++) {
                absent[k * classes + targets.label(data.row(i))] = 0;
            }
        }
        return absent(absent, tasks.size());
    }

    private Tensor absent(float[] values, int clients) {
        return TensorBridge.tensor(values, clients, classes).gt(new Scalar(0));
    }

    /** The context that the network makes from all classes is the whole model of these classes. */
    @Override
    public ExportedModel exported(ParameterSet values) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            FloatArray context = TensorBridge.array(
                    contextsOfAllClasses(BlockParameters.stack(List.of(values))).select(0, 0));
            return new ExportedModel(
                    values.plus(ParameterSet.of(ContextModel.CONTEXT, context)),
                    Optional.of(model.exportedAs(ContextModel.CONTEXT)));
        }
    }

    @Override
    public void close() {
        model.close();
        names.close();
    }
}
