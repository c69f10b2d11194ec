package dev.kintsugi.engine.data;

import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.format.NpyArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Windows of streams that lie in arrays; a reference is the number of the first row. */
final class WindowStore implements SignalStore {
    private final Map<Modality, NpyArray> streams;
    private final Map<Modality, String> marks = new LinkedHashMap<>();
    private final int length;
    private final double rate;

    /**
     * Creates the store; reads each array once for its hash.
     *
     * @param length rows of a window
     * @param rate rows per second
     */
    WindowStore(Map<Modality, NpyArray> streams, int length, double rate) {
        this.streams = new LinkedHashMap<>(streams);
        this.length = length;
        this.rate = rate;
        streams.forEach(
                (modality, array) -> marks.put(modality, array.sha256() + " length " + length + " rate " + rate));
    }

    @Override
    public List<Modality> modalities() {
        return List.copyOf(streams.keySet());
    }

    /** Returns a window; one with gaps is filled as {@link BrokenSample#FILL} says. */
    @Override
    public Signal read(Modality modality, String reference) {
        NpyArray array = stream(modality);
        long start = Long.parseLong(reference);
        int there = (int) Math.max(0, Math.min(length, array.rows() - start));
        float[] values = there == length ? array.channels(start, length) : cut(array, start, there);
        for (int channel = 0; channel < array.channels(); channel++) {
            fillInPlace(values, channel * length, length);
        }
        return new Signal(values, array.channels(), rate);
    }

    private float[] cut(NpyArray array, long start, int there) {
        float[] values = new float[array.channels() * length];
        Arrays.fill(values, Float.NaN);
        float[] found = there == 0 ? new float[0] : array.channels(start, there);
        for (int channel = 0; channel < array.channels(); channel++) {
            System.arraycopy(found, channel * there, values, channel * length, there);
        }
        return values;
    }

    /** Replaces what is not finite by the line between the neighbours, at the ends by the nearest, without any by 0. */
    static void fillInPlace(float[] values, int from, int length) {
        int last = -1;
        for (int i = 0; i <= length; i++) {
            boolean end = i == length;
            if (!end && !Float.isFinite(values[from + i])) {
                continue;
            }
            if (i - last > 1) {
                float right = end ? (last < 0 ? 0 : values[from + last]) : values[from + i];
                float left = last < 0 ? right : values[from + last];
                for (int gap = last + 1; gap < i; gap++) {
                    values[from + gap] = left + (right - left) * (gap - last) / (i - last);
                }
            }
            last = i;
        }
    }

    /** Returns what is wrong with a window; nothing if it can be used as it stands. */
    Optional<String> fault(Modality modality, long start) {
        NpyArray array = stream(modality);
        if (start + length > array.rows()) {
            return Optional.of("rows " + start + " to " + (start + length - 1) + " are asked of " + array.file()
                    + ", which has " + array.rows() + " rows (0 to " + (array.rows() - 1) + ")");
        }
        float[] values = array.channels(start, length);
        List<String> found = new ArrayList<>();
        int broken = 0;
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                broken++;
                if (found.isEmpty()) {
                    found.add(values[i] + " in row " + (start + i % length) + ", channel " + i / length);
                }
            }
        }
        return broken == 0
                ? Optional.empty()
                : Optional.of(array.file() + " holds " + found.get(0)
                        + (broken > 1 ? " and " + (broken - 1) + " more values that are no numbers" : "")
                        + "; needed are finite numbers");
    }

    @Override
    public double rate(Modality modality, String reference) {
        return rate;
    }

    @Override
    public String mark(Modality modality, String reference) {
        return marks.getOrDefault(modality, "");
    }

    private NpyArray stream(Modality modality) {
        return Optional.ofNullable(streams.get(modality)).orElseThrow();
    }
}
