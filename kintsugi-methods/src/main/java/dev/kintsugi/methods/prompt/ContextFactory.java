package dev.kintsugi.methods.prompt;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.Scope;
import java.util.List;
import java.util.function.Function;

/**
 * The factory of a {@link ContextMethod}.
 *
 * @param <O> the options record
 * @param context finds the options of the context among those of the method
 * @param penalties makes the extra losses from the options
 */
public record ContextFactory<O extends Record>(
        MethodCard card,
        Scope scope,
        O defaults,
        Function<O, ContextOptions> context,
        Function<O, List<Penalty>> penalties)
        implements MethodFactory {
    @Override
    public Method create(Workplace workplace, Record options, LocalTraining training) {
        @SuppressWarnings("unchecked") // the caller hands in a record of the class of defaults()
        O own = (O) defaults.getClass().cast(options);
        return new ContextMethod(card, scope, workplace, context.apply(own), training, penalties.apply(own));
    }

    /** Returns the factory of a method without settings of its own and without extra losses. */
    public static MethodFactory plain(MethodCard card, Scope scope) {
        return new ContextFactory<>(card, scope, ContextOptions.DEFAULTS, Function.identity(), options -> List.of());
    }
}
