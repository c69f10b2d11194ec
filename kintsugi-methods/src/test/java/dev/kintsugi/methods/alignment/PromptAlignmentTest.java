package dev.kintsugi.methods.alignment;

import static dev.kintsugi.methods.alignment.PlantedPools.WIDTH;
import static dev.kintsugi.methods.alignment.PlantedPools.copies;
import static dev.kintsugi.methods.alignment.PlantedPools.planted;
import static dev.kintsugi.methods.alignment.PlantedPools.pool;
import static dev.kintsugi.methods.alignment.PlantedPools.toNearest;
import static dev.kintsugi.methods.alignment.PlantedPools.uniform;
import static dev.kintsugi.methods.alignment.PlantedPools.unrelated;
import static dev.kintsugi.methods.alignment.PlantedPools.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.error.KintsugiException;
import dev.kintsugi.core.error.ShapeException;
import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.random.RandomKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptAlignmentTest {
    private static final RandomKey KEY = RandomKey.of(1, "alignment");
    private static final float[][] PLANTED = uniform(1, "planted", 5, WIDTH);
    private static final FloatArray UNRELATED_POOL = pool(uniform(2, "previous", 5, WIDTH));

    private static AlignedPool align(List<PoolUpdate> updates, FloatArray previous) {
        return PromptAlignment.DEFAULTS.aggregate(updates, previous, KEY);
    }

    private static float[] prompt(FloatArray pool, int position) {
        float[] prompt = new float[(int) pool.shape()[1]];
        for (int c = 0; c < prompt.length; c++) {
            prompt[c] = pool.get(position * prompt.length + c);
        }
        return prompt;
    }

    private static void assertAllPlantedFound(AlignedPool aligned, double distance) {
        for (float[] planted : PLANTED) {
            assertThat(toNearest(planted, aligned.prompts())).isLessThan(distance);
        }
    }

    @Test
    void planted_permutedWithNoise_areAllFound() {
        AlignedPool aligned = align(planted(PLANTED, 20, 0.005, true), UNRELATED_POOL);

        // a mean of 20 copies with noise 0.005 in 768 coordinates lies 0.005 √(768 / 20) = 0.031 away
        assertAllPlantedFound(aligned, 0.05);
        assertThat(aligned.clusters()).isEqualTo(5);
        assertThat(aligned.members()).containsOnly(20);
        assertThat(aligned.positions()).allSatisfy(own -> assertThat(own).containsExactlyInAnyOrder(0, 1, 2, 3, 4));
    }

    @Test
    void planted_permutedWithNoise_areNotFoundByPosition() {
        AlignedPool mean = PositionMean.DEFAULTS.aggregate(planted(PLANTED, 20, 0.005, true), UNRELATED_POOL, KEY);

        // each position is nearly the mean of all five: at least half a prompt's length away from every one
        for (float[] planted : PLANTED) {
            assertThat(toNearest(planted, mean.prompts())).isGreaterThan(0.3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 20})
    void unrelated_ofAnyNumberOfClients_areNotMerged(int clients) {
        AlignedPool aligned = align(unrelated(clients, 5, WIDTH), UNRELATED_POOL);

        assertThat(aligned.clusters()).isEqualTo(5 * clients);
        assertThat(aligned.members()).containsOnly(1);
        assertThat(aligned.prompts().shape()).containsExactly(5, WIDTH);
    }

    @Test
    void pools_inTheSameOrder_equalTheWeightedMeanBitForBit() {
        List<PoolUpdate> updates = new ArrayList<>();
        for (int k = 0; k < 7; k++) {
            float[][] own = copies(PLANTED, 3, k, 0.005, false);
            updates.add(new PoolUpdate("c" + k, pool(own), List.of(1L + k, 2L, 3L, 9L, 1L), 10 + 7 * k));
        }
        FloatArray previous = pool(PLANTED);

        AlignedPool mean = new PositionMean(true).aggregate(updates, previous, KEY);

        assertThat(align(updates, previous).prompts()).isEqualTo(mean.prompts());
        assertThat(align(updates, previous).positions()).isEqualTo(mean.positions());
    }

    @Test
    void pools_thatAreIdentical_stayBitForBit() {
        FloatArray pool = pool(PLANTED);
        assertThat(align(planted(PLANTED, 9, 0, false), pool).prompts()).isEqualTo(pool);
        assertThat(align(planted(PLANTED, 9, 0, true), pool).prompts()).isEqualTo(pool);
    }

    @Test
    void client_alone_givesItsPrompts() {
        AlignedPool aligned = align(List.of(update(0, 10, PLANTED)), UNRELATED_POOL);

        assertAllPlantedFound(aligned, 1e-12);
        assertThat(aligned.members()).containsOnly(1);
    }

    @Test
    void pool_ofOne_equalsTheWeightedMeanBitForBit() {
        List<PoolUpdate> updates = new ArrayList<>();
        for (int k = 0; k < 6; k++) {
            updates.add(update(k, 3 + k, uniform(8, "one-" + k, 1, 12)));
        }
        FloatArray previous = pool(uniform(9, "one", 1, 12));

        assertThat(align(updates, previous).prompts())
                .isEqualTo(
                        PositionMean.DEFAULTS.aggregate(updates, previous, KEY).prompts());
    }

    @Test
    void client_thatJoinsLate_findsItsPlaces() {
        // 19 clients drifted together from the same pool; the twentieth comes in another order with two prompts of its
        // own
        List<PoolUpdate> updates = new ArrayList<>(planted(PLANTED, 19, 0.005, false));
        float[][] own = uniform(6, "late", 2, WIDTH);
        updates.add(update(19, 100, PLANTED[4], own[0], PLANTED[0], own[1], PLANTED[2]));

        AlignedPool aligned = align(updates, pool(PLANTED));

        assertThat(aligned.positions().get(19)).containsExactly(4, AlignedPool.NONE, 0, AlignedPool.NONE, 2);
        assertThat(aligned.clusters()).isEqualTo(7);
        assertThat(aligned.members()).containsExactly(20, 19, 20, 19, 20);
        assertThat(aligned.popularity(1)).isEqualTo(0.95);
    }

    @Test
    void pools_ofDifferentSizes_areBroughtTogether() {
        List<PoolUpdate> updates = List.of(
                update(0, 1, PLANTED[0], PLANTED[1]),
                update(1, 1, PLANTED[1]),
                update(2, 1, PLANTED[3], PLANTED[2], PLANTED[1], PLANTED[0]));

        AlignedPool aligned = align(updates, pool(PLANTED));

        assertThat(aligned.positions()).containsExactly(List.of(0, 1), List.of(1), List.of(3, 2, 1, 0));
        assertThat(aligned.members()).containsExactly(2, 3, 1, 1, 0);
        assertThat(aligned.prompts()).isEqualTo(pool(PLANTED));
    }

    @Test
    void prompts_neverUsed_takeNoPartAndTheirPositionKeepsTheOldPrompt() {
        FloatArray previous = pool(PLANTED);
        List<PoolUpdate> updates = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
            float[][] own = copies(PLANTED, 4, k, 0.005, false);
            updates.add(new PoolUpdate("c" + k, pool(own), List.of(2L, 0L, 2L, k == 0 ? 5L : 0L, 2L), 10));
        }

        AlignedPool aligned = align(updates, previous);

        assertThat(aligned.members()).containsExactly(4, 0, 4, 1, 4);
        assertThat(aligned.positions().get(1)).containsExactly(0, AlignedPool.NONE, 2, AlignedPool.NONE, 4);
        assertThat(prompt(aligned.prompts(), 1)).isEqualTo(PLANTED[1]);
        assertThat(prompt(aligned.prompts(), 3)).isEqualTo(prompt(updates.get(0).prompts(), 3));
    }

    @Test
    void prompts_ofWhichNoneWasUsed_leaveThePoolAsItIs() {
        PoolUpdate idle = new PoolUpdate("c0", pool(uniform(4, "idle", 2, WIDTH)), List.of(0L, 0L), 1);

        AlignedPool aligned = align(List.of(idle), UNRELATED_POOL);

        assertThat(aligned.prompts()).isEqualTo(UNRELATED_POOL);
        assertThat(aligned.clusters()).isZero();
    }

    @Test
    void mean_ofCopies_weighsByExamplesTimesShareOfUses() {
        float[][] apart = {{0, 0}, {100, 0}};
        PoolUpdate first = new PoolUpdate("a", pool(apart), List.of(2L, 1L), 3);
        PoolUpdate second = new PoolUpdate("b", pool(new float[] {100, 4}, new float[] {4, 0}), List.of(1L, 1L), 2);

        AlignedPool aligned = align(List.of(first, second), pool(apart));

        // weights 3 · 2/3 = 2 and 3 · 1/3 = 1 of the first, 2 · 1/2 = 1 and 1 of the second client:
        // (2·[0, 0] + 1·[4, 0]) / 3 = [4/3, 0]; (1·[100, 0] + 1·[100, 4]) / 2 = [100, 2]
        assertThat(aligned.prompts().toArray()).containsExactly(4 / 3f, 0, 100, 2);
    }

    @Test
    void clients_holdingAPromptTwice_keepBoth() {
        // no two prompts of a client are copies of the same, so each of the twins finds a twin
        List<PoolUpdate> updates = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
            updates.add(update(k, 1, PLANTED[0], PLANTED[0], PLANTED[1]));
        }

        AlignedPool aligned = align(updates, UNRELATED_POOL);

        assertThat(aligned.clusters()).isEqualTo(3);
        assertThat(Collections.max(aligned.members())).isEqualTo(4);
    }

    @Test
    void prompts_thatAreAllEqual_areMergedAcrossClients() {
        List<PoolUpdate> updates = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
            updates.add(update(k, 1, PLANTED[0]));
        }

        assertThat(align(updates, UNRELATED_POOL).clusters()).isEqualTo(1);
    }

    @Test
    void cohort_withoutClients_isAnError() {
        assertThatThrownBy(() -> align(List.of(), UNRELATED_POOL))
                .isInstanceOf(DataException.class)
                .hasMessage("aggregation of prompt pools: there is no client; at least one must have answered");
    }

    @Test
    void prompts_ofAnotherWidth_areAnErrorThatNamesTheClient() {
        assertThatThrownBy(() -> align(List.of(update(0, 1, new float[3])), UNRELATED_POOL))
                .isInstanceOf(ShapeException.class)
                .hasMessage("client 'c0000': tensor 'prompts' has shape [1, 3], expected [1, 768]");
    }

    @Test
    void update_withBrokenValues_namesClientAndPlace() {
        assertThatThrownBy(() -> update(0, 1, new float[] {1, 2}, new float[] {1, Float.NaN}))
                .isInstanceOf(DataException.class)
                .hasMessage("client 'c0000': prompt 1 has NaN at coordinate 1; prompts must be finite");
        assertThatThrownBy(() -> new PoolUpdate("a", pool(new float[2]), List.of(-1L), 1))
                .isInstanceOf(DataException.class)
                .hasMessage("client 'a': a use count must be 0 or more, but was -1");
        assertThatThrownBy(() -> update(0, 0, new float[2]))
                .isInstanceOf(KintsugiException.class)
                .hasMessage("weight of client 'c0000' must be greater than 0, but was 0.0");
    }
}
