package dev.kintsugi.engine.runner;

import dev.kintsugi.core.round.ClientTask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/** Cuts a cohort into blocks of clients that train in one graph. */
final class Blocks {
    private Blocks() {}

    /**
     * Returns blocks of at most {@code size} clients with similar numbers of rows, so that little is padded. A function
     * of the cohort alone: equal cohorts give equal blocks, whatever the threads.
     */
    static List<List<ClientTask>> of(List<ClientTask> tasks, int size, ToIntFunction<String> rows) {
        List<ClientTask> ordered = new ArrayList<>(tasks);
        ordered.sort(Comparator.comparingInt((ClientTask task) -> rows.applyAsInt(task.client()))
                .reversed()
                .thenComparing(ClientTask::client));
        List<List<ClientTask>> blocks = new ArrayList<>();
        for (int from = 0; from < ordered.size(); from += size) {
            blocks.add(List.copyOf(ordered.subList(from, Math.min(ordered.size(), from + size))));
        }
        return blocks;
    }
}
