package dev.kintsugi.engine.data.format;

import dev.kintsugi.core.error.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record of PhysioNet's WFDB in format 16: a text header {@code .hea} and one file of interleaved 16-bit values.
 *
 * <p>A value in the unit of its signal is {@code (number - baseline) / gain}; the number −32768 stands for a value that
 * is not there. Source: the WFDB applications guide, header(5) and signal(5).
 *
 * @param rate values per second and signal
 * @param length values per signal
 * @param names names of the signals, such as {@code I} or {@code aVR}
 * @param gains numbers per unit, per signal
 * @param baselines number that stands for 0, per signal
 * @param data the file of values
 */
public record WfdbRecord(
        double rate, int length, List<String> names, List<Double> gains, List<Double> baselines, Path data) {
    private static final Pattern GAIN = Pattern.compile("([-+0-9.eE]+)(?:\\(([-+0-9]+)\\))?(?:/.*)?");
    private static final double DEFAULT_GAIN = 200; // header(5): where the gain is 0 or missing
    private static final short NO_VALUE = Short.MIN_VALUE;

    /** Copies the lists. */
    public WfdbRecord {
        names = List.copyOf(names);
        gains = List.copyOf(gains);
        baselines = List.copyOf(baselines);
    }

    /**
     * Reads a header.
     *
     * @throws DataException if it is not there, is malformed, or of another format
     */
    public static WfdbRecord open(Path header) {
        List<String> lines;
        try {
            lines = Files.readAllLines(header).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new DataException(header + ": the header of a record cannot be read: " + e, e);
        }
        String[] first = lines.isEmpty() ? new String[0] : lines.get(0).split("\\s+");
        if (first.length < 4) {
            throw new DataException(header + ": expected a first line 'name signals rate length', found '"
                    + String.join(" ", first) + "'");
        }
        int signals = (int) number(first[1], header);
        double rate = number(first[2].split("[/(]", 2)[0], header);
        int length = (int) number(first[3], header);
        if (signals < 1 || lines.size() <= signals || length < 1 || !(rate > 0)) {
            throw new DataException(header + ": announces " + signals + " signals of " + length + " values at rate "
                    + rate + ", and has " + (lines.size() - 1) + " lines of signals; needed are as many lines as"
                    + " signals, and numbers above 0");
        }
        List<String> names = new ArrayList<>();
        List<Double> gains = new ArrayList<>();
        List<Double> baselines = new ArrayList<>();
        String file = "";
        for (String line : lines.subList(1, signals + 1)) {
            String[] parts = line.split("\\s+", 9);
            if (parts.length < 9 || !parts[1].equals("16") || !(file.isEmpty() || file.equals(parts[0]))) {
                throw new DataException(header + ": expected signals of format 16 in one file, 'file 16 gain … name',"
                        + " found '" + line + "'");
            }
            file = parts[0];
            Matcher gain = GAIN.matcher(parts[2]);
            if (!gain.matches()) {
                throw new DataException(header + ": '" + parts[2] + "' is no gain, such as 1000.0(0)/mV");
            }
            double perUnit = number(gain.group(1), header);
            gains.add(perUnit == 0 ? DEFAULT_GAIN : perUnit);
            baselines.add(number(gain.group(2) == null ? parts[4] : gain.group(2), header));
            names.add(parts[8]);
        }
        return new WfdbRecord(rate, length, names, gains, baselines, header.resolveSibling(file));
    }

    private static double number(String text, Path header) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new DataException(header + ": '" + text + "' is no number", e);
        }
    }

    /**
     * Reads signals; a value that is not there is NaN.
     *
     * @param wanted names of signals
     * @return {@code [wanted, length]} row-major
     * @throws DataException if a signal is not in the record, or the file is truncated
     */
    public float[] read(List<String> wanted) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Files.readAllBytes(data)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new DataException(data + ": the values of a record cannot be read: " + e, e);
        }
        long needed = 2L * names.size() * length;
        if (bytes.capacity() < needed) {
            throw new DataException(data + ": has " + bytes.capacity() + " bytes, but " + names.size() + " signals of "
                    + length + " values need " + needed + "; the file is truncated");
        }
        float[] values = new float[wanted.size() * length];
        for (int i = 0; i < wanted.size(); i++) {
            int signal = names.indexOf(wanted.get(i));
            if (signal < 0) {
                throw new DataException(data + ": has no signal '" + wanted.get(i) + "'; it has " + names);
            }
            for (int at = 0; at < length; at++) {
                short number = bytes.getShort(2 * (at * names.size() + signal));
                values[i * length + at] =
                        number == NO_VALUE ? Float.NaN : (float) ((number - baselines.get(signal)) / gains.get(signal));
            }
        }
        return values;
    }
}
