package dev.kintsugi.engine.data.format;

import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.DataException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * A sound in a WAV file: PCM of 8 (unsigned), 16 or 24 bits (signed, little-endian), any number of channels, which are
 * averaged.
 *
 * @param file the file
 * @param rate samples per second
 * @param channels number of channels
 * @param bytes bytes of one value of one channel, 1 to 3
 * @param frames number of values per channel that the header announces
 * @param size size of the file in bytes
 * @param announced size that the header announces, or less than 1 if it does not say
 */
public record WaveFile(Path file, double rate, int channels, int bytes, long frames, long size, long announced) {
    /**
     * Reads the header of a file.
     *
     * @throws DataException if it is not there, empty, no WAV file, or of an encoding that is not taken
     */
    public static WaveFile open(Path file) {
        long size;
        try {
            size = Files.size(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        if (size == 0) {
            throw new DataException(file + ": is empty; needed is a WAV file");
        }
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(file))) {
            AudioFileFormat found = AudioSystem.getAudioFileFormat(stream);
            if (!found.getType().equals(AudioFileFormat.Type.WAVE)) {
                throw new DataException(file + ": is a sound file of type " + found.getType() + ", allowed is WAV");
            }
            AudioFormat format = found.getFormat();
            int bits = format.getSampleSizeInBits();
            boolean signed = format.getEncoding().equals(AudioFormat.Encoding.PCM_SIGNED);
            boolean unsigned = format.getEncoding().equals(AudioFormat.Encoding.PCM_UNSIGNED);
            if (!(unsigned && bits == 8) && !(signed && (bits == 16 || bits == 24))
                    || format.isBigEndian() && bits > 8) {
                throw new DataException(file + ": holds " + format.getEncoding() + " values of " + bits
                        + " bits, allowed is PCM of 8, 16 or 24 bits");
            }
            return new WaveFile(
                    file,
                    format.getSampleRate(),
                    format.getChannels(),
                    bits / 8,
                    found.getFrameLength(),
                    size,
                    found.getByteLength());
        } catch (UnsupportedAudioFileException e) {
            throw new DataException(
                    file + ": is not a WAV file (RIFF, PCM of 8, 16 or 24 bits), or its header is cut" + " off; it has "
                            + size + " bytes",
                    e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static DataException unreadable(Path file, IOException e) {
        return new DataException(
                e instanceof NoSuchFileException
                        ? file + ": there is no such file"
                        : file + ": the sound cannot be read: " + e,
                e);
    }

    /** Returns what is wrong with the sound; nothing if it can be used as it stands. */
    public Optional<String> fault() {
        if (frames == 0) {
            return Optional.of(file + " has no values; at least one is needed");
        } else if (announced > size) {
            return Optional.of(file + " has " + size + " bytes, but its header announces " + announced
                    + "; the file is truncated");
        }
        return Optional.empty();
    }

    /**
     * Reads the sound, with silence for what the file lacks.
     *
     * @return one channel of values from −1 to 1
     */
    public Signal read() {
        byte[] raw;
        try (AudioInputStream stream =
                AudioSystem.getAudioInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            raw = stream.readAllBytes();
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (UnsupportedAudioFileException e) {
            throw new DataException(file + ": is not a WAV file any more; it was one when the data were opened", e);
        }
        int frameBytes = channels * bytes;
        int there = raw.length / frameBytes;
        // A header of a cut-off file may announce anything; what lies beyond twice the file is not believed.
        int length = (int) Math.max(1, Math.min(frames, Math.max(there, 2 * size / frameBytes)));
        float[] values = new float[length];
        for (int i = 0; i < Math.min(there, length); i++) {
            double sum = 0;
            for (int channel = 0; channel < channels; channel++) {
                sum += value(raw, i * frameBytes + channel * bytes);
            }
            values[i] = (float) (sum / channels);
        }
        return new Signal(values, 1, rate);
    }

    private double value(byte[] raw, int at) {
        return switch (bytes) {
            case 1 -> ((raw[at] & 255) - 128) / 128.0;
            case 2 -> ((raw[at] & 255) | raw[at + 1] << 8) / 32768.0;
            default -> ((raw[at] & 255) | (raw[at + 1] & 255) << 8 | raw[at + 2] << 16) / 8388608.0;
        };
    }
}
