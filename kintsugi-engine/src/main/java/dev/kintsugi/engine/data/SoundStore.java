package dev.kintsugi.engine.data;

import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.format.WaveFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** WAV files below a folder; a reference is a path from there. The content hash takes in sizes, as of images. */
final class SoundStore implements SignalStore {
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
        return header.size() + " rate " + header.rate();
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
