package dev.kintsugi.engine.data.format;

import dev.kintsugi.core.error.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table of numbers in NumPy's file format ({@code .npy}, versions 1 to 3), mapped into memory.
 *
 * <p>Taken are little-endian {@code float32} and {@code float64} in row-major order, {@code [rows, channels]}, or
 * {@code [rows]} for one channel. Source: numpy.lib.format. Thread-safe.
 */
public final class NpyArray {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");
    private static final int PART_BYTES = 1 << 30; // one mapping holds less than 2 GiB
    private static final int LARGEST_HEADER = 1 << 16;

    private final Path file;
    private final long rows;
    private final int channels;
    private final int valueBytes;
    private final long rowsPerPart;
    private final List<MappedByteBuffer> parts;

    private NpyArray(
            Path file, long rows, int channels, int valueBytes, long rowsPerPart, List<MappedByteBuffer> parts) {
        this.file = file;
        this.rows = rows;
        this.channels = channels;
        this.valueBytes = valueBytes;
        this.rowsPerPart = rowsPerPart;
        this.parts = parts;
    }

    /**
     * Opens a file; only its header is read.
     *
     * @throws DataException if it is not there, is truncated, or holds something else; the message says what
     */
    public static NpyArray open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer start = read(channel, 0, 12, file);
            byte[] magic = new byte[MAGIC.length];
            start.get(magic);
            if (!Arrays.equals(magic, MAGIC)) {
                throw new DataException(file + ": is not an .npy file: it begins with "
                        + HexFormat.ofDelimiter(" ").formatHex(magic) + ", needed is 93 4e 55 4d 50 59");
            }
            int version = start.get();
            if (version < 1 || version > 3) {
                throw new DataException(file + ": is of .npy version " + version + ", allowed are 1 to 3");
            }
            start.get(); // the minor version
            long length = version == 1 ? start.getShort() & 0xffffL : start.getInt() & 0xffffffffL;
            int from = version == 1 ? 10 : 12;
            if (length > LARGEST_HEADER) {
                throw new DataException(
                        file + ": its header would be " + length + " bytes long, allowed are " + LARGEST_HEADER);
            }
            String header = StandardCharsets.UTF_8
                    .decode(read(channel, from, (int) length, file))
                    .toString();
            return mapped(file, channel, header, from + length);
        } catch (IOException e) {
            throw new DataException(file + ": the array cannot be read: " + e, e);
        }
    }

    private static NpyArray mapped(Path file, FileChannel channel, String header, long from) throws IOException {
        String type = field(TYPE, "descr", header, file);
        int valueBytes = switch (type) {
            case "<f4" -> Float.BYTES;
            case "<f8" -> Double.BYTES;
            default ->
                throw new DataException(file + ": holds values of type '" + type
                        + "', allowed are '<f4' (float32) and '<f8' (float64), little-endian");
        };
        List<Long> shape = new ArrayList<>();
        for (String size : field(SHAPE, "shape", header, file).split(",")) {
            if (!size.isBlank()) {
                shape.add(size(size.strip(), header, file));
            }
        }
        if (shape.isEmpty() || shape.size() > 2 || shape.contains(0L)) {
            throw new DataException(
                    file + ": has the shape " + shape + ", allowed is [rows, channels] or [rows], none of them 0");
        }
        if (field(ORDER, "fortran_order", header, file).equals("True") && shape.size() == 2) {
            throw new DataException(file + ": is stored column by column (fortran_order), allowed is row by row; "
                    + "numpy.save(file, numpy.ascontiguousarray(array)) writes it so");
        }
        long rows = shape.get(0);
        int channels = shape.size() == 1 ? 1 : Math.toIntExact(shape.get(1));
        long rowBytes = (long) channels * valueBytes;
        long needed = from + rows * rowBytes;
        if (channel.size() != needed) {
            throw new DataException(file + ": has " + channel.size() + " bytes, but " + shape + " values of '" + type
                    + "' need " + needed + (channel.size() < needed ? "; the file is truncated" : ""));
        }
        long rowsPerPart = Math.max(1, PART_BYTES / rowBytes);
        List<MappedByteBuffer> parts = new ArrayList<>();
        for (long row = 0; row < rows; row += rowsPerPart) {
            long count = Math.min(rowsPerPart, rows - row);
            MappedByteBuffer part = channel.map(FileChannel.MapMode.READ_ONLY, from + row * rowBytes, count * rowBytes);
            part.order(ByteOrder.LITTLE_ENDIAN);
            parts.add(part);
        }
        return new NpyArray(file, rows, channels, valueBytes, rowsPerPart, parts);
    }

    private static long size(String text, String header, Path file) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException tooLarge) {
            throw new DataException(
                    file + ": the size '" + text + "' in its header " + header.strip() + " is no whole number up to "
                            + Integer.MAX_VALUE,
                    tooLarge);
        }
    }

    private static ByteBuffer read(FileChannel channel, long from, int bytes, Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new DataException(file + ": ends after " + channel.size() + " bytes, within its header; the file "
                        + "is truncated or not an .npy file");
            }
        }
        return buffer.flip();
    }

    private static String field(Pattern pattern, String name, String header, Path file) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new DataException(file + ": its header has no plain '" + name + "', but reads " + header.strip()
                    + "; allowed is what numpy.save writes of an array of numbers");
        }
        return matcher.group(1);
    }

    /** Returns the number of rows. */
    public long rows() {
        return rows;
    }

    /** Returns the number of values of a row. */
    public int channels() {
        return channels;
    }

    /** Returns the file. */
    public Path file() {
        return file;
    }

    /**
     * Reads rows that follow one another.
     *
     * @param from first row; {@code from + count} is at most {@link #rows}
     * @return channel after channel, {@code [channels, count]}
     */
    public float[] channels(long from, int count) {
        if (from < 0 || count < 0 || from + count > rows) {
            throw new IllegalArgumentException(
                    file + ": rows " + from + " to " + (from + count) + " were asked for, there are " + rows);
        }
        float[] values = new float[Math.multiplyExact(count, channels)];
        for (int i = 0; i < count; i++) {
            long row = from + i;
            MappedByteBuffer part = parts.get((int) (row / rowsPerPart));
            int at = (int) (row % rowsPerPart) * channels * valueBytes;
            for (int channel = 0; channel < channels; channel++) {
                int place = at + channel * valueBytes;
                values[channel * count + i] =
                        valueBytes == Float.BYTES ? part.getFloat(place) : (float) part.getDouble(place);
            }
        }
        return values;
    }

    /** Returns the SHA-256 over shape and all values, in hexadecimal; reads the whole file. */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(16)
                    .putLong(rows)
                    .putInt(channels)
                    .putInt(valueBytes)
                    .flip());
            parts.forEach(part -> digest.update(part.duplicate().rewind()));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) { // every Java platform has SHA-256
            throw new IllegalStateException(impossible);
        }
    }
}
