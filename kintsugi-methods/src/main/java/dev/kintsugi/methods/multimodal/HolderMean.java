package dev.kintsugi.methods.multimodal;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.parameter.ParameterSpec;
import dev.kintsugi.core.parameter.Scope;
import dev.kintsugi.core.parameter.WeightedMean;
import dev.kintsugi.core.round.ClientUpdate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Federated averaging in which a parameter of one modality is averaged over the clients that hold that modality, by
 * their examples, as FedCMI's server does (released code, {@code server/FedCMI.py}). What no client of the round holds
 * stays as it was.
 */
final class HolderMean {
    /** Name of the statistic with the number of a client's rows per modality. */
    static final String HELD = "held";

    private final List<Modality> modalities;
    private final List<ParameterSpec> parameters;

    HolderMean(List<Modality> modalities, List<ParameterSpec> parameters) {
        this.modalities = List.copyOf(modalities);
        this.parameters =
                parameters.stream().filter(spec -> spec.scope() == Scope.SHARED).toList();
    }

    /** Returns how many of a client's rows have each modality, {@code [modalities]}. */
    FloatArray held(PresenceTable presence, ClientData data) {
        float[] counts = new float[modalities.size()];
        for (int i = 0; i < data.size(); i++) {
            for (int m = 0; m < counts.length; m++) {
                counts[m] += presence.has(data.row(i), modalities.get(m)) ? 1 : 0;
            }
        }
        return FloatArray.owning(new long[] {counts.length}, counts);
    }

    /** Returns the modality of a shared parameter; nothing for one of no modality. */
    Optional<Modality> modality(String parameter) {
        return parameters.stream()
                .filter(spec -> spec.name().equals(parameter))
                .findFirst()
                .flatMap(ParameterSpec::modality);
    }

    private boolean holds(ClientUpdate update, ParameterSpec spec) {
        return spec.modality()
                .map(modality -> update.statistics().get(HELD).get(modalities.indexOf(modality)) > 0)
                .orElse(true);
    }

    /** Returns the means over holders; {@code before} where there is none. */
    ParameterSet of(ParameterSet before, List<ClientUpdate> updates) {
        WeightedMean mean = new WeightedMean();
        for (ClientUpdate update : updates) {
            for (ParameterSpec spec : parameters) {
                if (holds(update, spec)) {
                    mean.addParameter(spec.name(), update.shared().get(spec.name()), update.examples());
                }
            }
        }
        Map<String, FloatArray> merged = new TreeMap<>(before.asMap());
        merged.putAll(mean.result().asMap());
        return ParameterSet.of(merged);
    }
}
