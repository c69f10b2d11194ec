package dev.kintsugi.cli.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.cli.output.OutputFormat;
import dev.kintsugi.cli.output.TextTable;
import dev.kintsugi.core.data.PresenceTable;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.core.option.Settings;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.engine.data.DataOptions;
import dev.kintsugi.engine.data.Split;
import dev.kintsugi.engine.missing.MissingPattern;
import dev.kintsugi.engine.missing.PresenceCounts;
import dev.kintsugi.engine.partition.ClientTable;
import dev.kintsugi.engine.partition.PartitionOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Prints and draws what a data source holds and which client has how much of each class. */
public final class DataShow {
    private DataShow() {}

    /**
     * Prints the source and its partition, and draws them if a file is given.
     *
     * @param columns width of the terminal
     * @param drawing file to draw to: {@code *.html} is a page with samples, {@code *.svg} the client × class map alone
     * @throws StorageException if the file cannot be written
     */
    public static void run(
            DataShowOptions options, PrintWriter out, OutputFormat format, int columns, @Nullable Path drawing) {
        if (drawing != null) {
            checkEnding(drawing);
        }
        ShownData shown = ShownData.open(options);
        if (format == OutputFormat.JSON) {
            out.println(json(shown).toPrettyString());
        } else {
            print(shown, out, columns);
        }
        if (drawing != null) {
            write(drawing, isPage(drawing) ? DataPage.html(shown) : ClientMapSvg.standalone(shown.clients()));
            if (format == OutputFormat.TABLE) {
                out.println("Drawn to " + drawing);
            }
        }
        out.flush();
    }

    private static void print(ShownData shown, PrintWriter out, int columns) {
        out.println(shown.source().name() + ": " + shown.source().classNames().size() + " classes, prompt \""
                + shown.source().promptTemplate() + "\", SHA-256 "
                + shown.source().contentHash().substring(0, 12));
        out.println();
        List<Modality> modalities = modalities(shown);
        List<String> headings = new ArrayList<>(List.of("split", "rows"));
        modalities.forEach(modality -> headings.add("with " + modality));
        TextTable splits = new TextTable(
                headings, IntStream.range(1, headings.size()).boxed().collect(Collectors.toSet()));
        for (String name : ShownData.SPLITS) {
            Split split = shown.source().split(name);
            List<String> cells = new ArrayList<>(List.of(name, String.valueOf(split.rows())));
            modalities.forEach(modality -> cells.add(String.valueOf(present(split, modality))));
            splits.row(cells.toArray(String[]::new));
        }
        out.println(splits.text());
        repairs(shown).ifPresent(text -> out.println(text + "\n"));
        out.println(summary(shown));
        out.println();
        out.print(TerminalMap.draw(shown.clients(), columns));
        if (hasHoles(shown)) {
            out.println();
            out.println(presenceSummary(shown));
            out.println();
            out.print(PresenceMap.draw(shown.presence(), columns));
        }
    }

    /** Returns what was left out or repaired while reading; nothing if every sample is used as it stands. */
    static Optional<String> repairs(ShownData shown) {
        StringJoiner parts = new StringJoiner(", ");
        shown.source().repairs().forEach((what, count) -> parts.add(what + " " + count));
        return parts.length() == 0 ? Optional.empty() : Optional.of("left out or repaired: " + parts);
    }

    /** Returns one sentence about the partition. */
    static String summary(ShownData shown) {
        ClientTable table = shown.clients();
        int[] sizes =
                table.rows().stream().mapToInt(ClientTable.Row::size).sorted().toArray();
        return String.format(
                        Locale.ROOT,
                        "partition %s: %d clients with %d to %d rows (median %d), label skew %.2f (0: all alike, 1: no class in"
                                + " common)",
                        Settings.render((Record) shown.options().partition(), PartitionOptions.class)
                                .get("kind"),
                        sizes.length,
                        sizes[0],
                        sizes[sizes.length - 1],
                        sizes[sizes.length / 2],
                        table.labelSkew())
                + ownTestRows(shown.testRows());
    }

    private static String ownTestRows(List<Integer> rows) {
        return rows.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; each client has %d to %d test rows of its own",
                        Collections.min(rows),
                        Collections.max(rows));
    }

    /** Returns whether any row lacks a modality. */
    static boolean hasHoles(ShownData shown) {
        int all = shown.presence().modalities().size();
        return shown.presence().patterns().stream().anyMatch(pattern -> Long.bitCount(pattern) < all);
    }

    /** Returns one sentence about what training rows have left. */
    static String presenceSummary(ShownData shown) {
        PresenceCounts presence = shown.presence();
        int rows = presence.totals().stream().mapToInt(Integer::intValue).sum();
        StringJoiner parts = new StringJoiner(", ");
        for (int pattern = 0; pattern < presence.patterns().size(); pattern++) {
            parts.add(String.format(
                    Locale.ROOT,
                    "%s %.1f %%",
                    presence.name(presence.patterns().get(pattern)),
                    100.0 * presence.totals().get(pattern) / rows));
        }
        String kind = String.valueOf(
                Settings.render((Record) shown.options().missing().train(), MissingPattern.class)
                        .get("kind"));
        return "missing " + kind + ": training rows have " + parts
                + (presence.patterns().contains(0L) ? "; rows with nothing are left out" : "")
                + (shown.spared() > 0 ? "; " + shown.spared() + " kept the only modality that they have" : "");
    }

    private static List<Modality> modalities(ShownData shown) {
        return shown.source()
                .split(ShownData.SPLITS.get(0))
                .examples()
                .presence()
                .modalities();
    }

    private static long present(Split split, Modality modality) {
        PresenceTable presence = split.examples().presence();
        return IntStream.range(0, split.rows())
                .filter(row -> presence.has(row, modality))
                .count();
    }

    private static ObjectNode json(ShownData shown) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        ObjectNode data = root.putObject("data");
        data.put("name", shown.source().name()).put("hash", shown.source().contentHash());
        data.put("template", shown.source().promptTemplate());
        shown.source().classNames().forEach(data.putArray("classes")::add);
        data.set(
                "settings",
                mapper.valueToTree(Settings.render((Record) shown.options().data(), DataOptions.class)));
        ObjectNode splits = data.putObject("splits");
        for (String name : ShownData.SPLITS) {
            Split split = shown.source().split(name);
            ObjectNode node = splits.putObject(name).put("rows", split.rows());
            modalities(shown).forEach(modality -> node.put(modality.name(), present(split, modality)));
        }
        ObjectNode repairs = data.putObject("repairs");
        shown.source().repairs().forEach(repairs::put);
        root.set(
                "partition",
                mapper.valueToTree(Settings.render((Record) shown.options().partition(), PartitionOptions.class)));
        root.set("missing", mapper.valueToTree(Settings.render(shown.options().missing())));
        root.put("sparedRows", shown.spared());
        root.put("labelSkew", shown.clients().labelSkew());
        ArrayNode clients = root.putArray("clients");
        PresenceCounts counted = shown.presence();
        for (int number = 0; number < shown.clients().rows().size(); number++) {
            ClientTable.Row row = shown.clients().rows().get(number);
            ObjectNode client = clients.addObject().put("client", row.client()).put("rows", row.size());
            if (!shown.testRows().isEmpty()) {
                client.put("testRows", shown.testRows().get(number));
            }
            row.classes().forEach(client.putArray("classes")::add);
            ObjectNode presence = client.putObject("presence");
            modalities(shown)
                    .forEach(modality ->
                            presence.put(modality.name(), row.presence().get(modality)));
            ObjectNode patterns = client.putObject("patterns");
            for (int pattern = 0; pattern < counted.patterns().size(); pattern++) {
                patterns.put(
                        counted.name(counted.patterns().get(pattern)),
                        counted.rows().get(number).counts().get(pattern));
            }
        }
        return root;
    }

    private static boolean isPage(Path drawing) {
        return drawing.toString().toLowerCase(Locale.ROOT).endsWith(".html");
    }

    private static void checkEnding(Path drawing) {
        if (!isPage(drawing) && !drawing.toString().toLowerCase(Locale.ROOT).endsWith(".svg")) {
            throw new StorageException("--out " + drawing + ": the file must end in .html or .svg");
        }
    }

    private static void write(Path drawing, String content) {
        try {
            Path folder = drawing.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(drawing, content);
        } catch (IOException failure) {
            throw new StorageException(drawing + ": the file cannot be written: " + failure.getMessage(), failure);
        }
    }
}
