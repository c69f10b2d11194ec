package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.random.RandomKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads public data sets from the folders as they are published. */
final class PublicReader {
    private static final double COOP_TRAIN_SHARE = 0.5;
    private static final double COOP_VALIDATION_SHARE = 0.2;

    private PublicReader() {}

    /**
     * Reads a data set.
     *
     * @param seed seed of splits where the data set comes without its list
     */
    static RawTable read(PublicOptions options, long seed) {
        Path folder = DataRoot.resolve(options);
        if (!Files.isDirectory(folder)) {
            throw new DataException(
                    folder + ": is a file, but data set '" + options.name().key() + "' needs its folder");
        }
        PublicDataset dataset = options.name();
        if (dataset.layout() == PublicDataset.Layout.CIFAR) {
            return CifarReader.read(dataset, folder);
        } else if (dataset.layout() == PublicDataset.Layout.DOMAINS) {
            return DomainReader.read(dataset, folder, seed);
        }
        switch (dataset.layout()) {
            case INERTIAL:
                return InertialReader.read(options, folder, seed);
            case ECG:
                return EcgReader.read(options, folder);
            case CLIPS:
                return ClipReader.read(options, folder, seed);
            case TWEETS:
                return TweetReader.read(dataset, folder);
            case MEMES:
                return MemeReader.read(folder);
            default:
                break;
        }
        CoopDataset coop = dataset.coop().orElseThrow();
        String splitFile = "split_zhou_" + coop.name() + ".json";
        if (Files.exists(folder.resolve(splitFile))) {
            return CoopSplitReader.read(folder.resolve(splitFile), coop);
        }
        Path images = folder.resolve(coop.images());
        if (!Files.isDirectory(images)) {
            throw new DataException(folder + ": there is neither " + splitFile + " nor the folder " + coop.images()
                    + "; docs/how-to/get-public-data.md shows what '" + dataset.key() + "' looks like");
        }
        return withoutSplitFile(dataset, coop, folder, images, seed);
    }

    private static RawTable withoutSplitFile(
            PublicDataset dataset, CoopDataset coop, Path folder, Path images, long seed) {
        CoopFolders.Found found = switch (dataset.layout()) {
            case PETS -> CoopFolders.pets(folder);
            case FLOWERS -> CoopFolders.flowers(folder);
            default -> CoopFolders.classes(images, coop);
        };
        return new RawTable(
                coop.name(),
                folder.toString(),
                found.classNames(),
                coop.template(),
                dataset.layout() == PublicDataset.Layout.PETS
                        ? divided(found.rows(), seed, 1 - COOP_VALIDATION_SHARE, COOP_VALIDATION_SHARE)
                        : divided(found.rows(), seed, COOP_TRAIN_SHARE, COOP_VALIDATION_SHARE),
                new ImageStore.Folder(images),
                true,
                false);
    }

    /**
     * Divides the rows that have no split class by class: a share becomes training, a share validation, the rest test.
     * Sizes are rounded as CoOp's code rounds them, so that they are its sizes; which row goes where is drawn by our
     * keyed numbers.
     *
     * @param validationShare the rest becomes test, unless the shares sum to 1
     */
    static List<RawRow> divided(List<RawRow> rows, long seed, double trainShare, double validationShare) {
        Map<String, List<Integer>> classes = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).split() == null) {
                classes.computeIfAbsent(
                                rows.get(i).attributes().getOrDefault(DomainSelection.ATTRIBUTE, "") + "/"
                                        + rows.get(i).labels().get(0),
                                name -> new ArrayList<>())
                        .add(i);
            }
        }
        List<RawRow> all = new ArrayList<>(rows);
        classes.forEach((label, members) -> {
            int[] order = RandomKey.of(seed, "public-split/" + label).open().permutation(members.size());
            int validation = (int) Math.rint(order.length * validationShare);
            boolean hasTest = trainShare + validationShare < 1;
            int train = hasTest ? (int) Math.rint(order.length * trainShare) : order.length - validation;
            for (int i = 0; i < order.length; i++) {
                int row = members.get(order[i]);
                String split =
                        i < train ? DataSource.TRAIN : i < train + validation ? DataSource.VALIDATION : DataSource.TEST;
                all.set(row, all.get(row).withSplit(split));
            }
        });
        return all;
    }

    /**
     * Divides rows that have no split by an attribute: a fifth of its values, drawn by the seed, becomes test with all
     * their rows, as in a fold of five over people; the others are training.
     */
    static List<RawRow> dividedBy(List<RawRow> rows, String attribute, long seed) {
        List<String> values = rows.stream()
                .map(row -> row.attributes().getOrDefault(attribute, ""))
                .distinct()
                .sorted()
                .toList();
        int[] order = RandomKey.of(seed, "public-split-by-" + attribute).open().permutation(values.size());
        Set<String> test = Arrays.stream(order)
                .limit(values.size() / 5 + (values.size() % 5 > 0 && values.size() > 1 ? 1 : 0))
                .mapToObj(values::get)
                .collect(Collectors.toSet());
        return rows.stream()
                .map(row -> row.withSplit(
                        test.contains(row.attributes().getOrDefault(attribute, ""))
                                ? DataSource.TEST
                                : DataSource.TRAIN))
                .toList();
    }

    /** Returns the lines of a text file that are not blank. */
    static List<String> lines(Path file) {
        return Optional.of(file)
                .filter(Files::isRegularFile)
                .map(DataFiles::text)
                .map(text -> Arrays.stream(text.split("\\R"))
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList())
                .orElseThrow(() -> new DataException(file + ": there is no such file"));
    }
}
