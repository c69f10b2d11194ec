package dev.kintsugi.methods.prompt;

import dev.kintsugi.core.method.ExportedModel;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.methods.block.BlockParameters;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A learner whose only parameter is one context per client ({@link Scope#LOCAL}) or one for all ({@link Scope#SHARED}).
 *
 * <p>Extra losses are handed in, so that relatives differ by what they add, not by inheritance.
 */
public final class ContextLearner implements PromptLearner {
    private final Scope scope;
    private final ContextModel model;
    private final List<Penalty> penalties;

    /** Creates the learner for one workplace. */
    public ContextLearner(Workplace workplace, Scope scope, ContextOptions options, List<Penalty> penalties) {
        this.scope = scope;
        this.model = new ContextModel(workplace, options);
        this.penalties = List.copyOf(penalties);
    }

    /** Returns the factory of a method without settings of its own and without extra losses. */
    public static MethodFactory factory(MethodCard card, Scope scope) {
        return new LearnerFactory<>(
                card,
                ContextOptions.DEFAULTS,
                (workplace, options) -> new ContextLearner(workplace, scope, options, List.of()));
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.of(model.spec(scope));
    }

    @Override
    public ParameterSet initial(long seed) {
        return ParameterSet.of(ContextModel.CONTEXT, model.initialContext(seed));
    }

    @Override
    public Scorer scorer(BlockParameters parameters) {
        return model.scorer(parameters.get(ContextModel.CONTEXT));
    }

    @Override
    public Tensor losses(BlockParameters current, BlockParameters initial, TrainingBatch batch) {
        Tensor losses = PromptLearner.super.losses(current, initial, batch);
        for (Penalty penalty : penalties) {
            losses = losses.add(penalty.of(current.get(ContextModel.CONTEXT), initial.get(ContextModel.CONTEXT)));
        }
        return losses;
    }

    @Override
    public ExportedModel exported(ParameterSet values) {
        return new ExportedModel(values, Optional.of(model.exportedAs(ContextModel.CONTEXT)));
    }

    @Override
    public void close() {
        model.close();
    }
}
