package dev.kintsugi.engine.data;

import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Streams of which every channel has centre 0 and deviation 1 over the rows of one group, such as one person: what
 * differs between people, as how they wear a device, goes, and no number leaves the group. Uses rows of all splits and
 * no labels. A reference is the group's name and that of the store below.
 */
final class StandardisedSignals implements SignalStore {
    private static final char BETWEEN = '\n'; // in no reference of the store below; a group's name may have it

    private final SignalStore raw;
    private final Map<Modality, Map<String, Scale>> scales;

    /** What a channel is shifted and divided by; a constant channel is only shifted. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Scale(double[] centres, double[] deviations) {
        String mark() {
            ContentHash hash = new ContentHash();
            for (int channel = 0; channel < centres.length; channel++) {
                hash.add(Double.doubleToLongBits(centres[channel])).add(Double.doubleToLongBits(deviations[channel]));
            }
            return hash.finish();
        }
    }

    private StandardisedSignals(SignalStore raw, Map<Modality, Map<String, Scale>> scales) {
        this.raw = raw;
        this.scales = scales;
    }

    /**
     * Returns a table with standardised streams; reads every signal once.
     *
     * @param attribute the rows with the same value of it are a group
     * @throws DataException if a row has no such attribute, or the channels of a modality differ in number
     */
    static RawTable apply(RawTable table, String attribute, StreamCentre centre) {
        SignalStore raw = table.streams().orElseThrow();
        Map<String, List<RawRow>> groups = new TreeMap<>();
        for (RawRow row : table.rows()) {
            groups.computeIfAbsent(group(row, attribute), any -> new ArrayList<>())
                    .add(row);
        }
        Map<Modality, Map<String, Scale>> scales = new LinkedHashMap<>();
        for (Modality modality : raw.modalities()) {
            Map<String, Scale> own = new TreeMap<>();
            groups.forEach((name, rows) -> own.put(name, scale(raw, modality, rows, centre)));
            scales.put(modality, own);
        }
        List<RawRow> rows = new ArrayList<>();
        for (RawRow row : table.rows()) {
            Map<Modality, String> references = new LinkedHashMap<>();
            row.signals()
                    .forEach((modality, reference) ->
                            references.put(modality, group(row, attribute) + BETWEEN + reference));
            rows.add(row.withSignals(references));
        }
        return table.withStreams(new StandardisedSignals(raw, scales)).withRows(rows);
    }

    private static String group(RawRow row, String attribute) {
        return Optional.ofNullable(row.attributes().get(attribute))
                .orElseThrow(() -> new DataException(row.place() + ": row '" + row.id() + "' has no attribute '"
                        + attribute + "', which data.standardise-by asks for; it has "
                        + new TreeMap<>(row.attributes()).keySet()));
    }

    private static Scale scale(SignalStore raw, Modality modality, List<RawRow> rows, StreamCentre centre) {
        List<float[]> values = values(raw, modality, rows);
        double[] centres = new double[values.size()];
        double[] deviations = new double[values.size()];
        for (int channel = 0; channel < centres.length; channel++) {
            float[] all = values.get(channel);
            double mean = StreamCentre.MEAN.of(all);
            double squares = 0;
            for (float value : all) {
                squares += (value - mean) * (value - mean);
            }
            centres[channel] = centre.of(all);
            deviations[channel] = squares > 0 ? Math.sqrt(squares / all.length) : 1;
        }
        return new Scale(centres, deviations);
    }

    /** Returns all values of each channel; no channels if no row has the modality. */
    private static List<float[]> values(SignalStore raw, Modality modality, List<RawRow> rows) {
        List<Signal> signals = new ArrayList<>();
        for (RawRow row : rows) {
            String reference = row.signals().get(modality);
            if (reference != null) {
                Signal signal = raw.read(modality, reference);
                if (!signals.isEmpty() && signal.channels() != signals.get(0).channels()) {
                    throw new DataException(row.place() + ": " + modality.name() + " of row '" + row.id() + "' has "
                            + signal.channels() + " channels, but earlier rows have "
                            + signals.get(0).channels() + "; all must have the same number");
                }
                signals.add(signal);
            }
        }
        List<float[]> channels = new ArrayList<>();
        int length = signals.stream().mapToInt(Signal::length).sum();
        for (int channel = 0; !signals.isEmpty() && channel < signals.get(0).channels(); channel++) {
            float[] values = new float[length];
            int at = 0;
            for (Signal signal : signals) {
                System.arraycopy(signal.values(), channel * signal.length(), values, at, signal.length());
                at += signal.length();
            }
            channels.add(values);
        }
        return channels;
    }

    @Override
    public List<Modality> modalities() {
        return raw.modalities();
    }

    @Override
    public Signal read(Modality modality, String reference) {
        Signal signal = raw.read(modality, below(reference));
        Scale scale = scale(modality, reference);
        float[] values = signal.values().clone();
        for (int i = 0; i < values.length; i++) {
            int channel = i / signal.length();
            values[i] = (float) ((values[i] - scale.centres[channel]) / scale.deviations[channel]);
        }
        return new Signal(values, signal.channels(), signal.rate());
    }

    private Scale scale(Modality modality, String reference) {
        String group = reference.substring(0, reference.lastIndexOf(BETWEEN));
        return Optional.ofNullable(scales.get(modality))
                .map(own -> own.get(group))
                .orElseThrow();
    }

    private static String below(String reference) {
        return reference.substring(reference.lastIndexOf(BETWEEN) + 1);
    }

    @Override
    public double rate(Modality modality, String reference) {
        return raw.rate(modality, below(reference));
    }

    @Override
    public String mark(Modality modality, String reference) {
        return raw.mark(modality, below(reference)) + " standardised "
                + scale(modality, reference).mark();
    }
}
