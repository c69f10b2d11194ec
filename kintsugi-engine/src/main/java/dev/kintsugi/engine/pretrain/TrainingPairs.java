package dev.kintsugi.engine.pretrain;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.Targets;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataOptions;
import dev.kintsugi.engine.data.DataSource;
import dev.kintsugi.engine.data.DataSources;
import dev.kintsugi.engine.data.Split;
import dev.kintsugi.nn.pretrain.PairClasses;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The image-text pairs of one split of several sources, one source after the other. */
final class TrainingPairs {
    private static final Pattern NOT_A_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final List<Split> splits = new ArrayList<>();
    private final List<Pair> pairs = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    private record Pair(Split split, int row) {}

    private TrainingPairs() {}

    /**
     * Opens the sources of the options.
     *
     * @throws DataException if a source cannot be used
     */
    static List<DataSource> open(PretrainOptions options) {
        return open(options.data(), options.seed());
    }

    /**
     * Opens the sources that must not be seen.
     *
     * @throws DataException if a source cannot be used
     */
    static List<DataSource> openUnseen(PretrainOptions options) {
        return open(options.unseen(), options.seed());
    }

    private static List<DataSource> open(List<DataOptions> data, long seed) {
        List<DataSource> sources = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            sources.add(DataSources.open(data.get(i), seed + i));
        }
        return sources;
    }

    /**
     * Returns these pairs without those whose text has the same words as a text of the sources, which must not be seen.
     */
    TrainingPairs without(List<DataSource> sources) {
        Set<String> unseen = new HashSet<>();
        for (DataSource source : sources) {
            for (String name : List.of(DataSource.TRAIN, DataSource.VALIDATION, DataSource.TEST)) {
                Split split = source.split(name);
                for (int row = 0; row < split.examples().rows(); row++) {
                    if (split.examples().presence().has(row, Modality.TEXT)) {
                        unseen.add(words(split.text(row)));
                    }
                }
            }
        }
        return only(text -> !unseen.contains(words(text)));
    }

    /** Returns these pairs without those whose text contains one of the words or groups of words. */
    TrainingPairs withoutWords(List<String> unseen) {
        List<String> groups =
                unseen.stream().map(group -> " " + words(group) + " ").toList();
        return only(text -> groups.stream().noneMatch((" " + words(text) + " ")::contains));
    }

    private TrainingPairs only(Predicate<String> wanted) {
        TrainingPairs kept = new TrainingPairs();
        kept.splits.addAll(splits);
        for (int i = 0; i < pairs.size(); i++) {
            if (wanted.test(texts.get(i))) {
                kept.pairs.add(pairs.get(i));
                kept.texts.add(texts.get(i));
            }
        }
        return kept;
    }

    private static String words(String text) {
        return NOT_A_WORD.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
    }

    /** Collects the rows that have both image and text. */
    static TrainingPairs of(List<DataSource> sources, String splitName) {
        TrainingPairs collected = new TrainingPairs();
        for (DataSource source : sources) {
            Split split = source.split(splitName);
            ExampleTable examples = split.examples();
            int before = collected.pairs.size();
            for (int row = 0; row < examples.rows(); row++) {
                if (examples.presence().has(row, Modality.IMAGE)
                        && examples.presence().has(row, Modality.TEXT)) {
                    collected.pairs.add(new Pair(split, row));
                    collected.texts.add(split.text(row));
                }
            }
            if (collected.pairs.size() > before) {
                collected.splits.add(split);
            }
        }
        return collected;
    }

    /** Returns the classes of the pairs; those of two sources with the same name are one. */
    PairClasses classes() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<int[]> rows = new ArrayList<>(pairs.size());
        for (Pair pair : pairs) {
            Targets targets = pair.split().examples().targets();
            rows.add(IntStream.of(targets.labels(pair.row()))
                    .map(label -> numbers.computeIfAbsent(targets.classNames().get(label), name -> numbers.size()))
                    .toArray());
        }
        return new PairClasses(numbers.size(), rows);
    }

    /** Returns the first {@code most} pairs. */
    TrainingPairs first(int most) {
        TrainingPairs part = new TrainingPairs();
        part.splits.addAll(splits);
        part.pairs.addAll(pairs.subList(0, Math.min(most, pairs.size())));
        part.texts.addAll(texts.subList(0, Math.min(most, texts.size())));
        return part;
    }

    /** Returns the splits that the pairs come from, each once. */
    List<Split> splits() {
        return splits;
    }

    Split split(int pair) {
        return pairs.get(pair).split();
    }

    int row(int pair) {
        return pairs.get(pair).row();
    }

    int size() {
        return pairs.size();
    }

    /** Returns the captions in the order of the pairs. */
    List<String> texts() {
        return texts;
    }

    BufferedImage image(int pair) {
        Pair at = pairs.get(pair);
        return at.split().image(at.row());
    }
}
