package dev.kintsugi.methods.stream;

import dev.kintsugi.core.method.Figure;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.round.ServerState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What pools have to show: which prompts serve which pattern, and where prompts lie before and after the merge. */
public final class PoolFigures {
    private PoolFigures() {}

    /** Returns the figures of the pools that some client of the last round used. */
    public static List<Figure> of(List<PromptPool> pools, ServerState state, PatternNumbers patterns) {
        List<Figure> figures = new ArrayList<>();
        for (PromptPool pool : pools) {
            if (state.memory().contains(PoolMerge.USES + pool.name())) {
                figures.add(uses(pool, state.memory().get(PoolMerge.USES + pool.name()), patterns));
                figures.add(positions(
                        pool,
                        state.memory().get(PoolMerge.BEFORE + pool.name()),
                        state.shared().get(pool.parameter()),
                        found(pool, state)));
            }
        }
        return figures;
    }

    private static Figure uses(PromptPool pool, FloatArray counts, PatternNumbers patterns) {
        int rows = (int) counts.shape()[0];
        int prompts = (int) counts.shape()[1];
        List<List<Double>> shares = new ArrayList<>();
        for (int pattern = 0; pattern < rows; pattern++) {
            double sum = 0;
            for (int p = 0; p < prompts; p++) {
                sum += counts.get(pattern * prompts + p);
            }
            List<Double> row = new ArrayList<>();
            for (int p = 0; p < prompts; p++) {
                row.add(sum == 0 ? 0 : counts.get(pattern * prompts + p) / sum);
            }
            shares.add(row);
        }
        return new Figure.HeatMap(
                "Prompts of the " + pool.name() + "-client pool by missing pattern",
                "Share of a pattern's retrievals in the last round that took each prompt, over the clients of the round.",
                patterns.names(),
                IntStream.range(0, prompts).mapToObj(Integer::toString).toList(),
                shares);
    }

    /** Returns a sentence on what the alignment found, or nothing if there was none. */
    private static String found(PromptPool pool, ServerState state) {
        String name = PoolMerge.ALIGNED + pool.name();
        if (!state.memory().contains(name)) {
            return "";
        }
        FloatArray found = state.memory().get(name);
        return String.format(
                Locale.ROOT,
                " The alignment found %.0f different prompts; %.1f %% of the clients' prompts went to another place than"
                        + " most prompts of their own number.",
                found.get(0),
                100 * found.get(1));
    }

    private static Figure positions(PromptPool pool, FloatArray before, FloatArray after, String found) {
        List<float[]> sent = rows(before);
        List<float[]> merged = rows(after);
        List<float[]> all = new ArrayList<>(sent);
        all.addAll(merged);
        PlaneProjection plane = new PlaneProjection(all);
        int perClient = (int) before.shape()[1];
        List<Figure.Point> client = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            client.add(point("client " + (i / perClient + 1) + ", prompt " + i % perClient, sent.get(i), plane));
        }
        List<Figure.Point> server = new ArrayList<>();
        for (int i = 0; i < merged.size(); i++) {
            server.add(point("prompt " + i, merged.get(i), plane));
        }
        String how = pool.aggregation().isPresent() ? "alignment" : "averaging";
        return new Figure.Scatter(
                "Prompts of the " + pool.name() + "-client pool before and after " + how,
                "The last round's prompts of the first clients and what the server made of them, in the plane of their"
                        + " first two principal components." + found,
                List.of(new Figure.Series("clients, before", client), new Figure.Series("server, after", server)));
    }

    private static Figure.Point point(String name, float[] values, PlaneProjection plane) {
        return new Figure.Point(name, plane.x(values), plane.y(values));
    }

    /** Returns the vectors of the last dimension. */
    private static List<float[]> rows(FloatArray array) {
        int width = (int) array.shape()[array.shape().length - 1];
        float[] values = array.toArray();
        return IntStream.range(0, values.length / width)
                .mapToObj(row -> Arrays.copyOfRange(values, row * width, (row + 1) * width))
                .toList();
    }
}
