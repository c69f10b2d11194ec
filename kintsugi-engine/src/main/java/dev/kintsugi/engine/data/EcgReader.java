package dev.kintsugi.engine.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.format.WfdbRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads PTB-XL (Wagner et al., Scientific Data 2020) at 100 Hz: {@code ptbxl_database.csv}, {@code scp_statements.csv}
 * and the records under {@code records100}.
 *
 * <p>Classes are the five diagnostic superclasses of a record's statements, several of which may hold; records with
 * none are left out and counted. Folds 1 to 8 are training, 9 validation, 10 test, as its authors recommend. Natural
 * clients are the sites.
 */
final class EcgReader {
    private static final String NAME = "ptb-xl";
    private static final List<String> CLASSES = List.of("NORM", "MI", "STTC", "CD", "HYP");
    private static final List<String> LIMB = List.of("I", "II", "III", "AVR", "AVL", "AVF");
    private static final List<String> CHEST = List.of("V1", "V2", "V3", "V4", "V5", "V6");
    private static final Pattern STATEMENT = Pattern.compile("'([^']+)'\\s*:");
    private static final List<String> ATTRIBUTES = List.of("site", "patient_id", "nurse", "device", "sex");

    private EcgReader() {}

    static RawTable read(PublicOptions options, Path folder) {
        Map<String, String> superclasses = superclasses(folder.resolve("scp_statements.csv"));
        Path file = folder.resolve("ptbxl_database.csv");
        IndexFile index = index(file);
        for (String needed : List.of("ecg_id", "scp_codes", "strat_fold", "filename_lr")) {
            if (!index.columns().contains(needed)) {
                throw new DataException(
                        file + ": there is no column '" + needed + "', but " + String.join(", ", index.columns()));
            }
        }
        RecordStore store = new RecordStore(folder, options.leads());
        BrokenSamples broken = new BrokenSamples(options.onBrokenSample(), "data.on-broken-sample");
        List<RawRow> rows = new ArrayList<>();
        int withoutClass = 0;
        for (IndexFile.Row line : index.rows()) {
            RawRow row = row(line, superclasses, store.modalities());
            if (row.labels().isEmpty()) {
                withoutClass++;
            } else {
                store.checked(row, broken).ifPresent(rows::add);
            }
        }
        Map<String, Integer> repairs = new LinkedHashMap<>(broken.counts());
        if (withoutClass > 0) {
            repairs.put("rowsWithoutClass", withoutClass);
        }
        return new RawTable(
                NAME,
                folder.toString(),
                CLASSES,
                "an electrocardiogram with {}.",
                rows,
                new ImageStore.Folder(folder),
                false,
                false,
                Optional.of(store),
                repairs);
    }

    private static IndexFile index(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + ": there is no such file; docs/how-to/use-sensors-and-sound.md shows what '"
                    + NAME + "' looks like");
        }
        return IndexFile.read(file);
    }

    /** Returns the superclass of each diagnostic statement. */
    private static Map<String, String> superclasses(Path file) {
        Map<String, String> superclasses = new LinkedHashMap<>();
        for (IndexFile.Row row : index(file).rows()) {
            String code = row.values().values().stream()
                    .findFirst()
                    .map(JsonNode::asText)
                    .orElse("");
            String superclass = IndexColumns.scalar(row, "diagnostic_class");
            String diagnostic = IndexColumns.scalar(row, "diagnostic");
            if (superclass != null && diagnostic != null && diagnostic.startsWith("1")) {
                if (!CLASSES.contains(superclass)) {
                    throw new DataException(row.place() + ": the superclass '" + superclass + "' is not known, allowed"
                            + " are " + CLASSES);
                }
                superclasses.put(code, superclass);
            }
        }
        return superclasses;
    }

    private static RawRow row(IndexFile.Row line, Map<String, String> superclasses, List<Modality> modalities) {
        String codes =
                Optional.ofNullable(IndexColumns.scalar(line, "scp_codes")).orElse("");
        TreeSet<String> labels = new TreeSet<>();
        Matcher statements = STATEMENT.matcher(codes);
        while (statements.find()) {
            Optional.ofNullable(superclasses.get(statements.group(1))).ifPresent(labels::add);
        }
        String record = required(line, "filename_lr");
        Map<Modality, String> signals = new LinkedHashMap<>();
        modalities.forEach(modality -> signals.put(modality, record));
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String name : ATTRIBUTES) {
            Optional.ofNullable(IndexColumns.scalar(line, name)).ifPresent(value -> attributes.put(name, value));
        }
        return new RawRow(
                split(line),
                required(line, "ecg_id"),
                null,
                null,
                signals,
                List.copyOf(labels),
                attributes,
                line.place());
    }

    private static String split(IndexFile.Row line) {
        return switch (required(line, "strat_fold").replace(".0", "")) {
            case "1", "2", "3", "4", "5", "6", "7", "8" -> DataSource.TRAIN;
            case "9" -> DataSource.VALIDATION;
            case "10" -> DataSource.TEST;
            default ->
                throw new DataException(
                        line.place() + ": strat_fold is '" + required(line, "strat_fold") + "', allowed is 1 to 10");
        };
    }

    private static String required(IndexFile.Row line, String column) {
        return Optional.ofNullable(IndexColumns.scalar(line, column))
                .orElseThrow(() -> new DataException(line.place() + ": there is no value in the column " + column));
    }

    /** Records below a folder; a reference is a path without ending. The content hash takes in sizes, as of images. */
    private static final class RecordStore implements SignalStore {
        private final Path folder;
        private final Map<Modality, List<String>> leads = new LinkedHashMap<>();

        RecordStore(Path folder, EcgLeads grouping) {
            this.folder = folder;
            if (grouping == EcgLeads.GROUPS) {
                leads.put(new Modality("limb"), LIMB);
                leads.put(new Modality("chest"), CHEST);
            } else {
                LIMB.forEach(lead -> leads.put(new Modality(lead.toLowerCase(Locale.ROOT)), List.of(lead)));
                CHEST.forEach(lead -> leads.put(new Modality(lead.toLowerCase(Locale.ROOT)), List.of(lead)));
            }
        }

        @Override
        public List<Modality> modalities() {
            return List.copyOf(leads.keySet());
        }

        private WfdbRecord record(String reference) {
            return WfdbRecord.open(folder.resolve(reference + ".hea").normalize());
        }

        private static float[] values(WfdbRecord record, List<String> wanted) {
            // PTB-XL writes AVR, others aVR.
            return record.read(wanted.stream()
                    .map(lead -> record.names().stream()
                            .filter(lead::equalsIgnoreCase)
                            .findFirst()
                            .orElse(lead))
                    .toList());
        }

        /** Returns leads in mV; values that are not there are filled as {@link BrokenSample#FILL} says. */
        @Override
        public Signal read(Modality modality, String reference) {
            WfdbRecord record = record(reference);
            float[] values =
                    values(record, Optional.ofNullable(leads.get(modality)).orElseThrow());
            int channels = values.length / record.length();
            for (int channel = 0; channel < channels; channel++) {
                WindowStore.fillInPlace(values, channel * record.length(), record.length());
            }
            return new Signal(values, channels, record.rate());
        }

        @Override
        public double rate(Modality modality, String reference) {
            return record(reference).rate();
        }

        @Override
        public String mark(Modality modality, String reference) {
            Path data = folder.resolve(reference + ".dat").normalize();
            return String.valueOf(
                    new ImageStore.Folder(folder).size(folder.relativize(data).toString()));
        }

        /** Keeps the leads of a row that can be used; nothing if the row is left out. */
        Optional<RawRow> checked(RawRow row, BrokenSamples broken) {
            Map<Modality, String> faults = new LinkedHashMap<>();
            TreeSet<Modality> mendable = new TreeSet<>();
            String reference = row.signals().values().iterator().next();
            try {
                List<String> all = leads.values().stream().flatMap(List::stream).toList();
                WfdbRecord record = record(reference);
                float[] values = values(record, all);
                leads.forEach((modality, own) -> {
                    int from = all.indexOf(own.get(0)) * record.length();
                    for (int i = from; i < from + own.size() * record.length(); i++) {
                        if (!Float.isFinite(values[i])) {
                            faults.put(modality, "the record " + reference + " lacks values of " + own);
                            mendable.add(modality);
                        }
                    }
                });
            } catch (DataException unusable) {
                leads.keySet().forEach(modality -> faults.put(modality, String.valueOf(unusable.getMessage())));
            }
            return broken.treat(row.place(), row.id(), row.signals(), faults, mendable::contains)
                    .map(row::withSignals);
        }
    }
}
