package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.Modality;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The factory of a method that trains encoders: a network and mechanisms.
 *
 * @param <O> the options record
 * @param network finds the network's options among those of the method
 * @param mechanisms makes the method's own mechanisms, which come after the projectors and before those of the
 *     algorithm
 * @param requirement throws what is wrong if the method cannot work at a workplace with these options
 */
public record MultimodalFactory<O extends Record>(
        MethodCard card,
        O defaults,
        Function<O, NetworkOptions> network,
        Function<O, List<Mechanism>> mechanisms,
        BiConsumer<Workplace, O> requirement)
        implements MethodFactory {
    /** Creates the factory of a method that works at every workplace. */
    public MultimodalFactory(
            MethodCard card, O defaults, Function<O, NetworkOptions> network, Function<O, List<Mechanism>> mechanisms) {
        this(card, defaults, network, mechanisms, (workplace, options) -> {});
    }

    @Override
    public Method create(Workplace workplace, Record options, LocalTraining training) {
        @SuppressWarnings("unchecked") // the caller hands in a record of the class of defaults()
        O own = (O) defaults.getClass().cast(options);
        requirement.accept(workplace, own);
        NetworkOptions shape = network.apply(own);
        MultimodalNetwork built = new MultimodalNetwork(
                Encoders.of(workplace.backbone(), shape.encoders()),
                shape.fusion(),
                workplace.examples().targets().classes());
        List<Mechanism> all = new ArrayList<>(shape.mechanisms());
        all.addAll(mechanisms.apply(own));
        all.addAll(shape.algorithm().mechanisms(training));
        all.add(new ImbalanceMonitor());
        return new MultimodalMethod(card(options), workplace, built, all, training);
    }

    /** A network of one modality can use no sample without it. */
    @Override
    public MethodCard card(Record options) {
        @SuppressWarnings("unchecked") // as in create
        O own = (O) defaults.getClass().cast(options);
        List<Modality> taken = network.apply(own).encoders().modalities().stream()
                .map(Modality::new)
                .toList();
        return taken.size() == 1 ? card.withNeeds(taken) : card;
    }
}
