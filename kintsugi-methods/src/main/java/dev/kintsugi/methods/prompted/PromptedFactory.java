package dev.kintsugi.methods.prompted;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.method.LocalTraining;
import dev.kintsugi.core.method.Method;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.method.MethodFactory;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.methods.alignment.PositionMean;
import dev.kintsugi.methods.multimodal.FederationAlgorithm;
import dev.kintsugi.methods.multimodal.ImbalanceMonitor;
import dev.kintsugi.methods.multimodal.Mechanism;
import dev.kintsugi.methods.multimodal.MultimodalMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The factory of a method that trains prompts of frozen towers: their network and mechanisms.
 *
 * @param <O> the options record
 * @param prompted finds what the network is made from among the method's options
 * @param mechanisms makes the method's own mechanisms, which stand behind those of the prompts and the projectors and
 *     before those of the algorithm
 */
public record PromptedFactory<O extends Record>(
        MethodCard card, O defaults, Function<O, PromptedOptions> prompted, Function<O, List<Mechanism>> mechanisms)
        implements MethodFactory {
    private O own(Record options) {
        @SuppressWarnings("unchecked") // the caller hands in a record of the class of defaults()
        O own = (O) defaults.getClass().cast(options);
        return own;
    }

    @Override
    public Method create(Workplace workplace, Record options, LocalTraining training) {
        PromptedOptions settings = prompted.apply(own(options));
        requirePlaces(settings);
        PromptedNetwork built = PromptedNetwork.of(workplace, settings);
        List<Mechanism> all = new ArrayList<>(built.mechanisms());
        all.addAll(settings.network().mechanisms());
        all.addAll(mechanisms.apply(own(options)));
        all.addAll(settings.network().algorithm().mechanisms(training));
        all.add(new ImbalanceMonitor());
        return new MultimodalMethod(
                told(card(options), workplace, built.unprompted()), workplace, built.network(), all, training);
    }

    /** Throws if the server should remember something of prompts that stand elsewhere after each alignment. */
    private static void requirePlaces(PromptedOptions settings) {
        boolean moves = settings.pool().size() > 0
                && settings.pool().kinds().contains(PoolSettings.Kind.INTER)
                && !(settings.pool().alignment() instanceof PositionMean);
        FederationAlgorithm algorithm = settings.network().algorithm();
        if (moves
                && (algorithm instanceof FederationAlgorithm.FedOpt
                        || algorithm instanceof FederationAlgorithm.ScaffoldControls)) {
            throw new ConfigException(
                    "network.algorithm: fedopt and scaffold keep a number for every place of a prompt,"
                            + " but the alignment of pool 'inter' moves prompts to other places; take fedavg or fedprox,"
                            + " pool.kinds: [intra], or pool.alignment: position-mean");
        }
    }

    /** Adds to the card which towers of this backbone take no prompts. */
    private static MethodCard told(MethodCard card, Workplace workplace, List<Modality> unprompted) {
        if (unprompted.isEmpty()) {
            return card;
        }
        return card.withDeviation("the tower of " + unprompted + " of backbone '"
                + workplace.backbone().name() + "' takes no prompts: its frozen feature goes through a linear map");
    }

    /** A network of one modality can use no sample without it. */
    @Override
    public MethodCard card(Record options) {
        List<Modality> taken = prompted.apply(own(options)).network().encoders().modalities().stream()
                .map(Modality::new)
                .toList();
        return taken.size() == 1 ? card.withNeeds(taken) : card;
    }
}
