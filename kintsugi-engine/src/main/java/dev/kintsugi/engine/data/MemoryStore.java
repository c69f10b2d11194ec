package dev.kintsugi.engine.data;

import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.parameter.Modality;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Sensor windows that were read into memory; the content hash covers all values. Filled before it is shared. */
final class MemoryStore implements SignalStore {
    private final List<Modality> modalities;
    private final double rate;
    private final Map<Modality, Map<String, Signal>> signals = new ConcurrentHashMap<>();

    /**
     * Creates an empty store.
     *
     * @param rate values per second
     */
    MemoryStore(List<Modality> modalities, double rate) {
        this.modalities = List.copyOf(modalities);
        this.rate = rate;
        modalities.forEach(modality -> signals.put(modality, new LinkedHashMap<>()));
    }

    /**
     * Puts a window in.
     *
     * @param values {@code [channels, length]} row-major; kept, not copied
     */
    void put(Modality modality, String reference, float[] values, int channels) {
        of(modality).put(reference, new Signal(values, channels, rate));
    }

    private Map<String, Signal> of(Modality modality) {
        return Optional.ofNullable(signals.get(modality)).orElseThrow();
    }

    private Signal found(Modality modality, String reference) {
        return Optional.ofNullable(of(modality).get(reference)).orElseThrow();
    }

    @Override
    public List<Modality> modalities() {
        return modalities;
    }

    /** Returns a window; one with gaps is filled as {@link BrokenSample#FILL} says. */
    @Override
    public Signal read(Modality modality, String reference) {
        Signal raw = found(modality, reference);
        float[] values = raw.values().clone();
        for (int channel = 0; channel < raw.channels(); channel++) {
            WindowStore.fillInPlace(values, channel * raw.length(), raw.length());
        }
        return new Signal(values, raw.channels(), rate);
    }

    @Override
    public double rate(Modality modality, String reference) {
        return rate;
    }

    @Override
    public String mark(Modality modality, String reference) {
        ContentHash hash = new ContentHash().add(Double.doubleToLongBits(rate));
        for (float value : found(modality, reference).values()) {
            hash.add(Float.floatToIntBits(value));
        }
        return hash.finish();
    }

    /** Keeps the windows of a row that can be used; nothing if the row is left out. */
    Optional<RawRow> checked(RawRow row, BrokenSamples broken) {
        Map<Modality, String> faults = new LinkedHashMap<>();
        for (Modality modality : modalities) {
            String reference = row.signals().get(modality);
            if (reference != null) {
                fault(found(modality, reference)).ifPresent(fault -> faults.put(modality, fault));
            }
        }
        return broken.treat(row.place(), row.id(), row.signals(), faults, any -> true)
                .map(row::withSignals);
    }

    private static Optional<String> fault(Signal signal) {
        for (int i = 0; i < signal.values().length; i++) {
            if (!Float.isFinite(signal.values()[i])) {
                return Optional.of("its value " + i % signal.length() + " of channel " + i / signal.length() + " is "
                        + signal.values()[i] + ", needed is a finite number");
            }
        }
        return Optional.empty();
    }
}
