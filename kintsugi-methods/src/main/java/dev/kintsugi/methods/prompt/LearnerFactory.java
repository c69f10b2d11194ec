package dev.kintsugi.methods.prompt;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Workplace;
import java.util.function.BiFunction;

/**
 * The factory of a method that is one {@link PromptLearner}.
 *
 * @param <O> the options record
 * @param learner makes the learner for a workplace from the options
 */
public record LearnerFactory<O extends Record>(
        MethodCard card, O defaults, BiFunction<Workplace, O, PromptLearner> learner) implements MethodFactory {
    @Override
    public boolean trainsOnViews() {
        return true;
    }

    @Override
    public Method create(Workplace workplace, Record options, LocalTraining training) {
        @SuppressWarnings("unchecked") // the caller hands in a record of the class of defaults()
        O own = (O) defaults.getClass().cast(options);
        return new PromptLearningMethod(card, workplace, learner.apply(workplace, own), training);
    }
}
