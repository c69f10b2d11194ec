package dev.kintsugi.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.error.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One run as its folder tells it.
 *
 * @param rounds ascending by round
 * @param timings ascending by round; of a round that was repeated after a resume, the last
 * @param result empty while the run is not finished
 * @param drawings what the method has to show, as {@code figures.json} has it; empty for most methods
 * @param remarks what the reader has to know about the folder, such as a line that was cut off
 */
record RunFolder(
        Path folder,
        RunHeader header,
        List<ClientLine> clients,
        List<RoundLine> rounds,
        List<TimingLine> timings,
        Optional<RunResult> result,
        JsonNode drawings,
        List<String> remarks) {
    private static final String HEADER = "run.json";
    private static final int FORMAT = 1;
    private static final int DEPTH = 6;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads a run folder; the run may still be going on.
     *
     * @throws StorageException if it is no run folder or cannot be read
     * @throws DataException if one of its files is not what it should be
     */
    static RunFolder read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new StorageException(
                    folder + ": is no folder; give the folder of a run, such as runs/NAME/METHOD/seed-1");
        }
        Path headerFile = folder.resolve(HEADER);
        if (!Files.exists(headerFile)) {
            throw new StorageException(folder + ": is no run folder: it has no " + HEADER);
        }
        JsonNode run = document(headerFile);
        int format = run.path("format").asInt(-1);
        if (format != FORMAT) {
            throw new DataException(headerFile + ": format must be " + FORMAT + ", but was "
                    + (format < 0 ? "not given" : String.valueOf(format)));
        }
        if (run.path("method").path("id").asText("").isEmpty()) {
            throw new DataException(headerFile + ": method.id must name the method, but is missing");
        }
        List<String> remarks = new ArrayList<>();
        List<ClientLine> clients = lines(folder.resolve("clients.jsonl"), ClientLine::of, remarks);
        TreeMap<Integer, RoundLine> rounds = new TreeMap<>();
        lines(folder.resolve("rounds.jsonl"), RoundLine::of, remarks).forEach(line -> rounds.put(line.round(), line));
        TreeMap<Integer, TimingLine> timings = new TreeMap<>();
        lines(folder.resolve("timings.jsonl"), TimingLine::of, remarks)
                .forEach(line -> timings.put(line.round(), line));
        Path resultFile = folder.resolve("result.json");
        Optional<RunResult> result =
                Files.exists(resultFile) ? Optional.of(RunResult.of(document(resultFile))) : Optional.empty();
        Path figures = folder.resolve("figures.json");
        JsonNode drawings = Files.exists(figures) ? document(figures).path("figures") : JSON.createArrayNode();
        return new RunFolder(
                folder,
                RunHeader.of(run),
                clients,
                List.copyOf(rounds.values()),
                List.copyOf(timings.values()),
                result,
                drawings,
                List.copyOf(remarks));
    }

    /**
     * Returns the run folders at or below a folder, in the order of their paths.
     *
     * @throws StorageException if there is none or the folder cannot be read
     */
    static List<Path> find(Path root) {
        if (!Files.isDirectory(root)) {
            throw new StorageException(root + ": is no folder; give run folders, or a folder that has some below it");
        }
        try (Stream<Path> files = Files.find(
                root.toAbsolutePath(), // the paths found begin with it, so that each has a parent
                DEPTH,
                (path, attributes) -> attributes.isRegularFile()
                        && path.getFileName().toString().equals(HEADER))) {
            List<Path> folders = files.map(Path::getParent)
                    .filter(folder -> folder != null)
                    .sorted()
                    .toList();
            if (folders.isEmpty()) {
                throw new StorageException(
                        root + ": has no run folder: there is no " + HEADER + " down to " + DEPTH + " levels below it");
            }
            return folders;
        } catch (IOException e) {
            throw new StorageException(root + ": cannot be searched for run folders: " + e.getMessage(), e);
        }
    }

    /** Returns the last round that stands in the log. */
    int lastRound() {
        return rounds.isEmpty() ? 0 : rounds.get(rounds.size() - 1).round();
    }

    /** Returns the number of clients, or the largest cohort if the clients are not listed. */
    int clientCount() {
        return clients.isEmpty()
                ? rounds.stream().mapToInt(RoundLine::cohort).max().orElse(0)
                : clients.size();
    }

    long bytesDown() {
        return result.map(RunResult::bytesDown)
                .orElseGet(() -> rounds.stream().mapToLong(RoundLine::bytesDown).sum());
    }

    long bytesUp() {
        return result.map(RunResult::bytesUp)
                .orElseGet(() -> rounds.stream().mapToLong(RoundLine::bytesUp).sum());
    }

    /** Returns the seconds of the run; of an unfinished one, of its rounds so far. */
    double seconds() {
        return result.map(RunResult::seconds)
                .orElseGet(() -> timings.stream()
                        .flatMap(
                                line -> Stream.of(line.trainSeconds(), line.aggregateSeconds(), line.evaluateSeconds()))
                        .filter(Double::isFinite)
                        .mapToDouble(Double::doubleValue)
                        .sum());
    }

    /** Returns the main condition of a finished run. */
    Optional<ConditionResult> mainCondition() {
        return result.flatMap(finished -> finished.conditions().stream().findFirst());
    }

    /** Returns the last round that was evaluated. */
    Optional<RoundLine> lastEvaluated() {
        return rounds.stream().filter(RoundLine::evaluated).reduce((first, second) -> second);
    }

    private static JsonNode document(Path file) {
        try {
            JsonNode node = JSON.readTree(Files.readString(file));
            if (!node.isObject()) {
                throw new DataException(file + ": must hold a JSON object, but holds "
                        + (node.isMissingNode() ? "nothing" : "another value"));
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new DataException(file + ": is no JSON: " + firstLine(e), e);
        } catch (IOException e) {
            throw new StorageException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads a file of JSON lines; a last line that was cut while it was written is left out. */
    private static <T> List<T> lines(Path file, Function<JsonNode, T> reader, List<String> remarks) {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<String> lines;
        try {
            // Not readAllLines: the cut may go through a character, which that refuses.
            lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new StorageException(file + ": cannot be read: " + e.getMessage(), e);
        }
        List<T> values = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            try {
                values.add(reader.apply(JSON.readTree(lines.get(i))));
            } catch (JsonProcessingException e) {
                if (i < lines.size() - 1) {
                    throw new DataException(file + ":" + (i + 1) + ": is no JSON: " + firstLine(e), e);
                }
                remarks.add("The last line of " + file.getFileName() + " was cut off and is left out.");
            }
        }
        return List.copyOf(values);
    }

    private static String firstLine(JsonProcessingException e) {
        return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    }
}
