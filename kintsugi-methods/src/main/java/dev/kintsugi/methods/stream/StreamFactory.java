package dev.kintsugi.methods.stream;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.nn.backbone.SingleStream;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The factory of a {@link StreamMethod}.
 *
 * @param <O> the options record
 * @param prompts makes the prompts for a backbone from the options
 * @param classifier finds the options of pooler and head among those of the method
 * @param proximal finds the weight of the proximal term, 0 for none
 */
public record StreamFactory<O extends Record>(
        MethodCard card,
        O defaults,
        BiFunction<SingleStream, O, PromptModule> prompts,
        Function<O, ClassifierOptions> classifier,
        ToDoubleFunction<O> proximal)
        implements MethodFactory {
    @Override
    public Method create(Workplace workplace, Record options, LocalTraining training) {
        @SuppressWarnings("unchecked") // the caller hands in a record of the class of defaults()
        O own = (O) defaults.getClass().cast(options);
        SingleStream backbone = StreamModel.requireSingleStream(workplace);
        return new StreamMethod(
                card,
                workplace,
                new StreamModel(
                        backbone,
                        prompts.apply(backbone, own),
                        classifier.apply(own),
                        workplace.examples().targets().classes()),
                classifier.apply(own).loss(),
                training,
                proximal.applyAsDouble(own));
    }
}
