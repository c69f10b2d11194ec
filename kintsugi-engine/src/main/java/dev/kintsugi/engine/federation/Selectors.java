package dev.kintsugi.engine.federation;

import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.federation.ClientSelector;
import dev.kintsugi.core.random.RandomKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The selectors of {@link SelectionOptions}. */
public final class Selectors {
    private Selectors() {}

    /**
     * Returns a selector.
     *
     * @throws DataException if a trace file cannot be used
     */
    public static ClientSelector of(SelectionOptions options) {
        if (options instanceof SelectionOptions.All) {
            return (seed, round, clients) -> clients;
        }
        if (options instanceof SelectionOptions.Fraction fraction) {
            return (seed, round, clients) ->
                    draw(seed, round, clients, Math.max(1, (int) (fraction.share() * clients.size())));
        }
        if (options instanceof SelectionOptions.Fixed fixed) {
            return (seed, round, clients) -> {
                if (fixed.size() > clients.size()) {
                    throw new ConfigException("federation.selection.size is " + fixed.size() + ", but there are only "
                            + clients.size() + " clients");
                }
                return draw(seed, round, clients, fixed.size());
            };
        }
        SelectionOptions.Trace trace = (SelectionOptions.Trace) options;
        List<Presence> presences = read(Path.of(trace.file()));
        return (seed, round, clients) -> {
            Set<String> available = new HashSet<>();
            for (Presence presence : presences) {
                if (presence.from() <= round && round <= presence.to()) {
                    available.add(presence.client());
                }
            }
            List<String> candidates =
                    clients.stream().filter(available::contains).toList();
            if (candidates.isEmpty()) {
                return List.of();
            }
            return draw(seed, round, candidates, Math.max(1, (int) (trace.share() * candidates.size())));
        };
    }

    /** One line of a trace: the client is there in rounds {@code from} to {@code to}. */
    private record Presence(String client, int from, int to) {}

    /** Returns {@code count} of the candidates, each set equally likely, in ascending order. */
    private static List<String> draw(long seed, int round, List<String> candidates, int count) {
        int[] order = new RandomKey(seed, round, "", "selection").open().permutation(candidates.size());
        List<String> cohort = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cohort.add(candidates.get(order[i]));
        }
        cohort.sort(String::compareTo);
        return cohort;
    }

    private static List<Presence> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new DataException(file + ": the availability trace cannot be read: " + e.getMessage(), e);
        }
        if (lines.isEmpty() || !lines.get(0).strip().equals("client,from,to")) {
            throw new DataException(file + ":1: an availability trace starts with the line client,from,to, but found '"
                    + (lines.isEmpty() ? "" : lines.get(0)) + "'");
        }
        List<Presence> presences = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            String[] fields = lines.get(i).split(",", -1);
            try {
                presences.add(new Presence(
                        fields[0].strip(), Integer.parseInt(fields[1].strip()), Integer.parseInt(fields[2].strip())));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new DataException(
                        file + ":" + (i + 1) + ": found '" + lines.get(i)
                                + "', expected a client and two whole numbers of rounds, such as c01,1,20",
                        e);
            }
        }
        return presences;
    }
}
