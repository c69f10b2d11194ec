package dev.kintsugi.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds what makes runs unfit to be compared. */
final class Comparability {
    private static final int HASH_LETTERS = 12;

    private Comparability() {}

    /** Returns one sentence per reason; empty if the runs can be compared. */
    static List<String> warnings(List<MethodRuns> methods) {
        List<String> warnings = new ArrayList<>();
        differing(
                warnings,
                methods,
                "data",
                header -> header.data().name() + " " + shortened(header.data().hash()));
        differing(
                warnings,
                methods,
                "backbone",
                header -> header.backbone().name() + " "
                        + shortened(header.backbone().hash()));
        differing(
                warnings,
                methods,
                "partition",
                header -> Objects.toString(SettingsTree.leaves(header.settings().path("partition"))));
        differing(warnings, methods, "number of rounds", header -> String.valueOf(header.plannedRounds()));
        Set<List<Long>> seeds =
                methods.stream().map(MethodRuns::seeds).collect(Collectors.toCollection(LinkedHashSet::new));
        if (seeds.size() > 1) {
            warnings.add("The methods were not run with the same seeds: "
                    + methods.stream()
                            .map(method -> method.label() + " has " + method.seeds())
                            .collect(Collectors.joining(", "))
                    + ". Paired differences use the seeds that both have.");
        }
        List<String> unfinished = methods.stream()
                .flatMap(method -> method.runs().stream()
                        .filter(run -> run.result().isEmpty())
                        .map(run ->
                                method.label() + " seed " + run.header().seed() + " (round " + run.lastRound() + ")"))
                .toList();
        if (!unfinished.isEmpty()) {
            warnings.add("Not finished, counted as they stand: " + String.join(", ", unfinished) + ".");
        }
        return warnings;
    }

    private static void differing(
            List<String> warnings, List<MethodRuns> methods, String subject, Function<RunHeader, String> reader) {
        Map<String, Set<String>> methodsByValue = new TreeMap<>();
        for (MethodRuns method : methods) {
            for (RunFolder run : method.runs()) {
                methodsByValue
                        .computeIfAbsent(reader.apply(run.header()), value -> new LinkedHashSet<>())
                        .add(method.label());
            }
        }
        if (methodsByValue.size() > 1) {
            warnings.add("Not comparable, the " + subject + " differs: "
                    + methodsByValue.entrySet().stream()
                            .map(entry -> entry.getKey() + " (" + String.join(", ", entry.getValue()) + ")")
                            .collect(Collectors.joining("; "))
                    + ".");
        }
    }

    private static String shortened(String hash) {
        return hash.length() <= HASH_LETTERS ? hash : hash.substring(0, HASH_LETTERS);
    }
}
