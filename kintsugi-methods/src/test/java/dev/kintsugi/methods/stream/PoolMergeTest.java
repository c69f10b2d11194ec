package dev.kintsugi.methods.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.core.method.Figure;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.core.parameter.ParameterSet;
import dev.kintsugi.core.round.ClientUpdate;
import dev.kintsugi.core.round.ServerState;
import dev.kintsugi.methods.alignment.PoolAggregation;
import dev.kintsugi.methods.alignment.PromptAlignment;
import dev.kintsugi.methods.alignment.ReleasedAlignment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Two prompts in the plane, A = (4, 0) and B = (0, 4) on the server.
 *
 * <p>Client a (8 examples) keeps their order and does not move them; samples with everything take A 3 times, samples
 * without image take B once. Client b (6 examples) sends them the other way round, B' = (0, 4.75) and A' = (5, 0);
 * samples without text take B' 2 times and A' once. Client c (100 examples) took nothing.
 */
class PoolMergeTest {
    private static final String PARAMETER = "prompt.inter";
    private static final PatternNumbers PATTERNS = new PatternNumbers(List.of(Modality.TEXT, Modality.IMAGE));
    private static final FloatArray OLD = prompts(4, 0, 0, 4);
    private static final ServerState BEFORE = new ServerState(ParameterSet.of(PARAMETER, OLD), PoolMerge.memory(7));
    private static final List<PromptPool> ALIGNED = pool(PromptAlignment.DEFAULTS);
    private static final ClientUpdate A = update("a", 8, prompts(4, 0, 0, 4), 3, 0, 0, 0, 0, 1);
    private static final ClientUpdate B = update("b", 6, prompts(0, 4.75f, 5, 0), 0, 0, 2, 1, 0, 0);
    private static final ClientUpdate C = update("c", 100, prompts(90, 90, -90, 90), 0, 0, 0, 0, 0, 0);

    private static List<PromptPool> pool(PoolAggregation aggregation) {
        return List.of(new PromptPool(PromptPool.INTER, Optional.of(aggregation)));
    }

    private static FloatArray prompts(float... values) {
        return FloatArray.copyOf(new long[] {2, 2}, values);
    }

    /** Counts by pattern: complete, no text, no image. */
    private static ClientUpdate update(String client, long examples, FloatArray prompts, float... counts) {
        return new ClientUpdate(
                1,
                client,
                examples,
                ParameterSet.of(PARAMETER, prompts),
                ParameterSet.of(PromptPool.INTER, FloatArray.copyOf(new long[] {3, 2}, counts)),
                Map.of());
    }

    private static ServerState merge(List<PromptPool> pools, ServerState before, ClientUpdate... updates) {
        return PoolMerge.merge(pools, 2, before, List.of(updates), ParameterSet.of(PARAMETER, prompts(1, 2, 3, 4)));
    }

    private static List<Figure> figures(List<PromptPool> pools, ServerState state) {
        return PoolFigures.of(pools, state, PATTERNS);
    }

    @Test
    void merge_ofPoolsInTwoOrders_weighsPromptsByExamplesTimesShareOfUses() {
        // A: 8 · 3/4 = 6 and 6 · 1/3 = 2, (6 · 4 + 2 · 5) / 8; B: 8 · 1/4 = 2 and 6 · 2/3 = 4, (2 · 4 + 4 · 4.75) / 6
        assertThat(merge(ALIGNED, BEFORE, A, B).shared().get(PARAMETER)).isEqualTo(prompts(4.25f, 0, 0, 4.5f));
    }

    @Test
    void merge_withAClientThatTookNothing_leavesItOut() {
        assertThat(merge(ALIGNED, BEFORE, A, B, C)).isEqualTo(merge(ALIGNED, BEFORE, A, B));
    }

    @Test
    void merge_withoutAggregation_keepsTheMeansAndCountsByPosition() {
        List<PromptPool> averaged = List.of(new PromptPool(PromptPool.INTER, Optional.empty()));

        ServerState state = merge(averaged, BEFORE, A, B);

        assertThat(state.shared().get(PARAMETER)).isEqualTo(prompts(1, 2, 3, 4));
        assertThat(usage(figures(averaged, state)))
                .containsExactly(
                        List.of(1.0, 0.0),
                        List.of(2 / 3.0, 1 / 3.0), //
                        List.of(0.0, 1.0));
    }

    @Test
    void merge_ofAPoolThatNobodyUsed_keepsItAndShowsNothingOfEarlierRounds() {
        ServerState earlier = merge(ALIGNED, BEFORE, A, B);

        ServerState state = merge(ALIGNED, earlier, C);

        assertThat(state.shared()).isEqualTo(earlier.shared());
        assertThat(figures(ALIGNED, earlier)).hasSize(2);
        assertThat(figures(ALIGNED, state)).isEmpty();
    }

    @Test
    void merge_thatLeavesFewerPromptsThanASampleTakes_fillsUpFromTheOldPool() {
        // The released alignment keeps one centre per used prompt: here one of the two.
        List<PromptPool> released = pool(ReleasedAlignment.DEFAULTS);
        ClientUpdate oneUsed = update("a", 8, prompts(4, 0, 0, 4), 0, 5, 0, 0, 0, 0);

        ServerState state = merge(released, BEFORE, oneUsed);

        FloatArray pool = state.shared().get(PARAMETER);
        assertThat(pool.shape()).containsExactly(2, 2);
        // Five steps of Adam with rate 0.001 move a coordinate by about 0.001 each.
        assertThat((double) pool.get(0)).isCloseTo(0, within(0.01));
        assertThat((double) pool.get(1)).isCloseTo(4, within(0.01));
        assertThat(new float[] {pool.get(2), pool.get(3)}).containsExactly(4, 0); // the first of the old ones
        assertThat(usage(figures(released, state)))
                .containsExactly(
                        List.of(1.0, 0.0),
                        List.of(0.0, 0.0), //
                        List.of(0.0, 0.0));
    }

    private static List<List<Double>> usage(List<Figure> figures) {
        return ((Figure.HeatMap) figures.get(0)).values();
    }

    @Test
    void usage_ofPoolsInTwoOrders_countsWhatWentIntoEachPrompt() {
        Figure.HeatMap map =
                (Figure.HeatMap) figures(ALIGNED, merge(ALIGNED, BEFORE, A, B)).get(0);

        assertThat(map.rows()).containsExactly("complete", "no text", "no image");
        assertThat(map.columns()).containsExactly("0", "1");
        // Without text: A' is b's prompt 1 but goes into prompt 0, so that prompt 0 has 1 use of 3 and prompt 1 has 2.
        assertThat(map.values()).containsExactly(List.of(1.0, 0.0), List.of(1 / 3.0, 2 / 3.0), List.of(0.0, 1.0));
    }

    @Test
    void positions_ofPoolsInTwoOrders_areAsFarApartAsThePrompts() {
        Figure.Scatter scatter =
                (Figure.Scatter) figures(ALIGNED, merge(ALIGNED, BEFORE, A, B)).get(1);

        List<Figure.Point> clients = scatter.series().get(0).points();
        List<Figure.Point> server = scatter.series().get(1).points();
        assertThat(clients)
                .extracting(Figure.Point::name)
                .containsExactly(
                        "client 1, prompt 0", "client 1, prompt 1", "client 2, prompt 0", "client 2, prompt 1");
        assertThat(server).extracting(Figure.Point::name).containsExactly("prompt 0", "prompt 1");
        // The plane of points in a plane is that plane: distances stay.
        assertDistance(clients.get(0), clients.get(3), 1); // A and A'
        assertDistance(clients.get(1), clients.get(2), 0.75); // B and B'
        assertDistance(clients.get(0), clients.get(1), Math.sqrt(32)); // A and B
        assertDistance(clients.get(3), server.get(0), 0.75); // A' and 4.25
        assertDistance(clients.get(2), server.get(1), 0.25); // B' and 4.5
    }

    private static void assertDistance(Figure.Point a, Figure.Point b, double distance) {
        assertThat(Math.hypot(a.x() - b.x(), a.y() - b.y())).isCloseTo(distance, within(1e-6));
    }
}
