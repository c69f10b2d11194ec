package dev.kintsugi.engine.data;

import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.format.WaveFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * WAV files below a folder; a reference is a path from there. The content hash takes in what they hold, so that a sound
 * of the same length that was changed is not taken for the one whose spectrogram is kept.
 */
final class SoundStore implements SignalStore {
    private static final int WHOLE = 256 * 1024; // files up to this size are hashed as a whole
    private static final int PARTS = 16; // of longer ones so many, evenly spread, which together are as long

    private final Path folder;
    private final Map<String, WaveFile> headers = new ConcurrentHashMap<>();

    SoundStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<Modality> modalities() {
        return List.of(Modality.AUDIO);
    }

    private WaveFile header(String path) {
        return headers.computeIfAbsent(
                path, name -> WaveFile.open(folder.resolve(name).normalize()));
    }

    @Override
    public Signal read(Modality modality, String reference) {
        return header(reference).read();
    }

    @Override
    public double rate(Modality modality, String reference) {
        return header(reference).rate();
    }

    @Override
    public String mark(Modality modality, String reference) {
        WaveFile header = header(reference);
        return header.size() + " rate " + header.rate() + " content " + content(header.file(), header.size());
    }

    /** Returns a hash of a file, or of parts all over a long one. */
    private static String content(Path file, long size) {
        ContentHash hash = new ContentHash();
        int parts = size <= WHOLE ? 1 : PARTS;
        ByteBuffer part = ByteBuffer.allocate((int) Math.min(size, WHOLE / parts));
        try (FileChannel channel = FileChannel.open(file)) {
            for (int i = 0; i < parts; i++) {
                part.clear();
                channel.position(parts == 1 ? 0 : (size - part.capacity()) * i / (parts - 1));
                int read = 0;
                while (part.hasRemaining() && read >= 0) {
                    read = channel.read(part);
                }
                hash.add(part.flip());
            }
        } catch (IOException e) {
            throw new DataException(file + ": the sound cannot be read: " + e, e);
        }
        return hash.finish();
    }

    /**
     * Keeps the sound of a row if it can be used, as {@link BrokenSamples#treat} does; nothing if the row is left out.
     */
    Optional<Map<Modality, String>> checked(RawRow row, Map<Modality, String> signals, BrokenSamples broken) {
        String path = signals.get(Modality.AUDIO);
        Optional<String> fault = path == null ? Optional.empty() : fault(path);
        if (path == null || fault.isEmpty()) {
            return Optional.of(signals);
        }
        return broken.treat(
                row.place(), row.id(), signals, Map.of(Modality.AUDIO, fault.get()), modality -> canBeFilled(path));
    }

    /** Returns what is wrong with a sound; nothing if it can be used as it stands. */
    private Optional<String> fault(String path) {
        try {
            return header(path).fault();
        } catch (DataException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        }
    }

    /** Returns whether a broken sound has at least some values, so that silence can stand for the rest. */
    private boolean canBeFilled(String path) {
        try {
            return header(path).frames() > 0;
        } catch (DataException unusable) {
            return false;
        }
    }
}
