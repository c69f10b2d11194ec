package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Says whether the files of a data set are all there: rows against the sizes that are known, every image file, and on
 * demand whether each image can be read.
 *
 * @param name name of the data set
 * @param place folder or file
 * @param counts rows per split, then classes
 * @param missing images that rows name but that are not there
 * @param unreadable image files that are empty or, if asked for, cannot be decoded
 * @param imagesRead whether every image was decoded
 * @param problem why the data set cannot be read at all
 */
public record DataCheck(
        String name,
        String place,
        List<Count> counts,
        Listing missing,
        Listing unreadable,
        boolean imagesRead,
        Optional<String> problem) {
    private static final int LISTED = 5;

    /**
     * One number of a data set.
     *
     * @param what split, or {@code classes}
     * @param found number found
     * @param expected number of the complete data set, where it is known
     */
    public record Count(String what, int found, OptionalInt expected) {
        /** Returns whether the number is as expected, or nothing is known about it. */
        public boolean fits() {
            return expected.isEmpty() || expected.getAsInt() == found;
        }
    }

    /**
     * Files with a fault.
     *
     * @param first the first few, each with what is wrong if that is not the same for all
     * @param all the number of them
     */
    public record Listing(List<String> first, int all) {
        /** Copies the list. */
        public Listing {
            first = List.copyOf(first);
        }

        private static Listing of(List<String> files) {
            return new Listing(files.subList(0, Math.min(LISTED, files.size())), files.size());
        }
    }

    /** Copies the list. */
    public DataCheck {
        counts = List.copyOf(counts);
    }

    /**
     * Checks a data set as it lies; what an experiment leaves out of it is checked, too.
     *
     * @param seed seed of splits that are drawn
     * @param readImages whether to decode every image, which takes long for large data sets
     */
    public static DataCheck of(FileDataOptions options, long seed, boolean readImages) {
        Optional<PublicDataset> asked =
                options instanceof PublicOptions known ? Optional.of(known.name()) : Optional.empty();
        RawTable table;
        try {
            table = DataSources.read(options, seed);
        } catch (DataException unusable) {
            return new DataCheck(
                    asked.map(PublicDataset::key).orElse(options.path()),
                    options.root().map(root -> root + "/").orElse("") + options.path(),
                    List.of(),
                    Listing.of(List.of()),
                    Listing.of(List.of()),
                    readImages,
                    Optional.of(String.valueOf(unusable.getMessage())));
        }
        Optional<PublicDataset> dataset =
                options instanceof CoopSplitOptions ? PublicDataset.ofCoop(table.name()) : asked;
        List<RawRow> withImage =
                table.rows().stream().filter(row -> row.image() != null).toList();
        List<String> faults = faults(table.images(), withImage, readImages);
        List<String> missing = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (int i = 0; i < faults.size(); i++) {
            String fault = faults.get(i);
            String place = table.images().place(image(withImage.get(i)));
            if (fault.equals("missing")) {
                missing.add(place);
            } else if (!fault.isEmpty()) {
                unreadable.add(fault.startsWith(place) ? fault : place + ": " + fault);
            }
        }
        return new DataCheck(
                dataset.map(PublicDataset::key).orElse(table.name()),
                table.place(),
                counts(table, dataset),
                Listing.of(missing),
                Listing.of(unreadable),
                readImages,
                duplicate(table));
    }

    private static List<Count> counts(RawTable table, Optional<PublicDataset> dataset) {
        Map<String, Integer> rows = new TreeMap<>();
        for (RawRow row : table.rows()) {
            rows.merge(Optional.ofNullable(row.split()).orElse("without split"), 1, Integer::sum);
        }
        List<Count> counts = new ArrayList<>();
        for (String split : List.of(DataSource.TRAIN, DataSource.VALIDATION, DataSource.TEST)) {
            int found = Optional.ofNullable(rows.remove(split)).orElse(0);
            counts.add(new Count(
                    split, found, dataset.map(known -> known.rows(split)).orElse(OptionalInt.empty())));
        }
        rows.forEach((split, found) -> counts.add(new Count(split, found, OptionalInt.empty())));
        counts.add(new Count(
                "classes",
                table.classNames().size(),
                dataset.map(PublicDataset::classes).orElse(OptionalInt.empty())));
        return counts;
    }

    /** Returns what is wrong with each image, or an empty text. */
    private static List<String> faults(ImageStore images, List<RawRow> rows, boolean readImages) {
        return IntStream.range(0, rows.size())
                .parallel()
                .mapToObj(row -> fault(images, image(rows.get(row)), readImages))
                .toList();
    }

    private static String fault(ImageStore images, String path, boolean readImages) {
        long size = images.size(path);
        if (size <= 0) {
            return size < 0 ? "missing" : "the file is empty";
        }
        if (readImages) {
            try {
                images.read(path);
            } catch (DataException unreadable) {
                return String.valueOf(unreadable.getMessage());
            }
        }
        return "";
    }

    private static String image(RawRow row) {
        return Optional.ofNullable(row.image()).orElseThrow();
    }

    private static Optional<String> duplicate(RawTable table) {
        Map<String, RawRow> seen = new TreeMap<>();
        for (RawRow row : table.rows()) {
            RawRow first = seen.putIfAbsent(row.id(), row);
            if (first != null) {
                return Optional.of(row.place() + ": the id '" + row.id() + "' occurs twice, first at " + first.place());
            }
        }
        return Optional.empty();
    }

    /** Returns what is wrong in one line; nothing if the data set is complete. */
    public Optional<String> fault() {
        List<String> faults = new ArrayList<>();
        problem.ifPresent(faults::add);
        for (Count count : counts) {
            if (!count.fits()) {
                faults.add(count.what() + ": " + count.found() + " of "
                        + count.expected().orElseThrow());
            }
        }
        if (missing.all() > 0) {
            faults.add(missing.all() + " image files are missing, first "
                    + missing.first().get(0));
        }
        if (unreadable.all() > 0) {
            faults.add(unreadable.all() + " image files cannot be read, first "
                    + unreadable.first().get(0));
        }
        return faults.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", faults));
    }
}
