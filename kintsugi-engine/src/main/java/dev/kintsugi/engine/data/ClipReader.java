package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads clips as a WAV file and a folder of frames, as the preprocessing of OGM-GE (Peng et al., CVPR 2022) leaves
 * them: {@code Image-01-FPS/<clip>/*.jpg}. One frame stands for the clip, the middle one.
 *
 * <p>CREMA-D (Cao et al., 2014): {@code AudioWAV/1001_DFA_ANG_XX.wav}; person, sentence, emotion and level stand in the
 * name. With {@code train.csv} and {@code test.csv} of lines {@code clip,emotion}, as OGM-GE publishes them, these are
 * the splits; without, a fifth of the people is test.
 *
 * <p>AVE (Tian et al., ECCV 2018): {@code trainSet.txt}, {@code valSet.txt} and {@code testSet.txt} with lines
 * {@code class&clip&quality&start&end}, and WAV files under {@code Audio} that were taken out of the videos.
 */
final class ClipReader {
    private static final Map<String, String> EMOTIONS = Map.of(
            "ANG", "anger", "DIS", "disgust", "FEA", "fear", "HAP", "happiness", "NEU", "neutral", "SAD", "sadness");
    private static final List<String> CODES = List.of("ANG", "DIS", "FEA", "HAP", "NEU", "SAD");
    private static final String USER = "speaker";

    private final Path folder;
    private final String name;
    private final String sounds;
    private final SoundStore store;
    private final BrokenSamples broken;
    private final @Nullable String frames;
    private final List<RawRow> rows = new ArrayList<>();
    private int framesMissing;

    private ClipReader(PublicOptions options, Path folder, String sounds) {
        this.folder = folder;
        this.name = options.name().key();
        this.sounds = sounds;
        this.store = new SoundStore(folder);
        this.broken = new BrokenSamples(options.onBrokenSample(), "data.on-broken-sample");
        this.frames = FolderReader.children(folder).stream()
                .map(child -> String.valueOf(child.getFileName()))
                .filter(child -> child.matches("Image-[0-9]+-FPS(-SE)?"))
                .findFirst()
                .orElse(null);
        if (!Files.isDirectory(folder.resolve(sounds))) {
            throw new DataException(folder + ": there is no folder " + sounds + " with WAV files;"
                    + " docs/how-to/use-sensors-and-sound.md shows what '" + name + "' looks like");
        }
    }

    static RawTable read(PublicOptions options, Path folder, long seed) {
        return options.name() == PublicDataset.AVE
                ? new ClipReader(options, folder, "Audio").ave()
                : new ClipReader(options, folder, "AudioWAV").crema(seed);
    }

    private RawTable crema(long seed) {
        boolean lists = Files.exists(folder.resolve("train.csv"));
        if (lists) {
            crema("train.csv", DataSource.TRAIN);
            crema("test.csv", DataSource.TEST);
        } else {
            for (Path file : FolderReader.children(folder.resolve(sounds))) {
                String fileName = String.valueOf(file.getFileName());
                if (fileName.toLowerCase(Locale.ROOT).endsWith(".wav")) {
                    crema(fileName.substring(0, fileName.length() - 4), null, file.toString());
                }
            }
        }
        List<String> classes =
                CODES.stream().map(code -> EMOTIONS.getOrDefault(code, code)).toList();
        return table(classes, lists ? rows : PublicReader.dividedBy(rows, USER, seed));
    }

    private void crema(String list, String split) {
        int number = 0;
        for (String line : PublicReader.lines(folder.resolve(list))) {
            number++;
            String clip = line.split(",", 2)[0].strip();
            if (!(number == 1 && !clip.contains("_"))) { // a line of column names
                crema(clip, split, folder.resolve(list) + ":" + number);
            }
        }
    }

    private void crema(String clip, @Nullable String split, String place) {
        String[] parts = clip.split("_");
        if (parts.length < 3 || !EMOTIONS.containsKey(parts[2])) {
            throw new DataException(
                    place + ": expected a clip <person>_<sentence>_<emotion>_<level> with an emotion of " + CODES
                            + ", found '" + clip + "'");
        }
        add(
                split,
                clip,
                clip,
                EMOTIONS.getOrDefault(parts[2], parts[2]),
                Map.of(USER, parts[0], "sentence", parts[1]),
                place);
    }

    private RawTable ave() {
        ave("trainSet.txt", DataSource.TRAIN);
        ave("valSet.txt", DataSource.VALIDATION);
        ave("testSet.txt", DataSource.TEST);
        Set<String> classes = new TreeSet<>();
        rows.forEach(row -> classes.addAll(row.labels()));
        return table(List.copyOf(classes), rows);
    }

    private void ave(String list, String split) {
        Map<String, Integer> seen = new HashMap<>();
        int number = 0;
        for (String line : PublicReader.lines(folder.resolve(list))) {
            number++;
            String place = folder.resolve(list) + ":" + number;
            String[] parts = line.split("&");
            if (parts.length != 5) {
                throw new DataException(place + ": expected a line class&clip&quality&start&end, found '" + line + "'");
            }
            if (parts[0].equals("Category")) {
                continue;
            }
            // A few clips are listed for two classes.
            int times = seen.merge(parts[1], 1, Integer::sum);
            String id = split + "/" + parts[1] + (times == 1 ? "" : "#" + times);
            add(split, id, parts[1], parts[0], Map.of("quality", parts[2]), place);
        }
    }

    private void add(
            @Nullable String split,
            String id,
            String clip,
            String label,
            Map<String, String> attributes,
            String place) {
        @Nullable String frame = frame(clip);
        framesMissing += frames != null && frame == null ? 1 : 0;
        Map<Modality, String> signals = Map.of(Modality.AUDIO, sounds + "/" + clip + ".wav");
        RawRow row = new RawRow(split, id, frame, null, signals, List.of(label), attributes, place);
        store.checked(row, signals, broken).map(row::withSignals).ifPresent(rows::add);
    }

    /** Returns the middle frame of a clip, or null if there is none. */
    private @Nullable String frame(String clip) {
        if (frames == null || !Files.isDirectory(folder.resolve(frames).resolve(clip))) {
            return null;
        }
        List<Path> all = FolderReader.images(folder.resolve(frames).resolve(clip));
        return all.isEmpty()
                ? null
                : frames + "/" + clip + "/" + all.get((all.size() - 1) / 2).getFileName();
    }

    private RawTable table(List<String> classes, List<RawRow> all) {
        Map<String, Integer> repairs = new LinkedHashMap<>(broken.counts());
        if (framesMissing > 0) {
            repairs.put("imageMissing", framesMissing);
        }
        return new RawTable(
                name,
                folder.toString(),
                classes,
                "a clip of {}.",
                all,
                new ImageStore.Folder(folder),
                frames != null,
                false,
                Optional.of(store),
                repairs);
    }
}
