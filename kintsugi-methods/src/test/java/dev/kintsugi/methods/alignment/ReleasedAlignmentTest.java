package dev.kintsugi.methods.alignment;

import static dev.kintsugi.methods.alignment.PlantedPools.WIDTH;
import static dev.kintsugi.methods.alignment.PlantedPools.planted;
import static dev.kintsugi.methods.alignment.PlantedPools.pool;
import static dev.kintsugi.methods.alignment.PlantedPools.toNearest;
import static dev.kintsugi.methods.alignment.PlantedPools.uniform;
import static dev.kintsugi.methods.alignment.PlantedPools.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.random.RandomKey;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The released aggregator does what it does; these tests hold it where it was found. */
class ReleasedAlignmentTest {
    private static final RandomKey KEY = RandomKey.of(1, "alignment");
    private static final float[][] PLANTED = uniform(1, "planted", 5, WIDTH);
    private static final FloatArray PREVIOUS = pool(uniform(2, "previous", 5, WIDTH));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void planted_inAnyOrder_areNotFound(boolean permuted) {
        AlignedPool aligned =
                ReleasedAlignment.DEFAULTS.aggregate(planted(PLANTED, 20, 0.005, permuted), PREVIOUS, KEY);

        long found = Arrays.stream(PLANTED)
                .filter(planted -> toNearest(planted, aligned.prompts()) < 0.05)
                .count();
        assertThat(found).isZero(); // the nearest was 0.45 away, three quarters of a prompt's length
    }

    @Test
    void centre_ofAPromptAlone_movesByOneStepOfAdam() {
        // Adam's first step is the learning rate times the sign of the gradient; θ = φ has none from the likelihood's
        // square, but σ(θ) and u(θ) pull at nearly every coordinate
        AlignedPool aligned = new ReleasedAlignment(1).aggregate(List.of(update(0, 1, PLANTED[0])), PREVIOUS, KEY);

        int moved = 0;
        for (int c = 0; c < WIDTH; c++) {
            double step = Math.abs(aligned.prompts().get(c) - PLANTED[0][c]);
            assertThat(step).isLessThan(1.001e-3);
            moved += step > 0.999e-3 ? 1 : 0;
        }
        assertThat(moved).isGreaterThan(WIDTH * 9 / 10);
    }

    @Test
    void pool_afterwards_holdsTheCentresInUse() {
        AlignedPool aligned = ReleasedAlignment.DEFAULTS.aggregate(planted(PLANTED, 4, 0.005, true), PREVIOUS, KEY);

        assertThat(aligned.prompts().shape()).containsExactly(aligned.clusters(), WIDTH);
        assertThat(aligned.members()).allMatch(members -> members > 0);
        assertThat(aligned.members().stream().mapToInt(m -> m).sum()).isEqualTo(20);
        assertThat(aligned.positions()).allSatisfy(own -> assertThat(own).doesNotHaveDuplicates());
    }

    @Test
    void key_equal_givesEqualBits() {
        List<PoolUpdate> updates = planted(PLANTED, 3, 0.005, true);

        AlignedPool aligned = ReleasedAlignment.DEFAULTS.aggregate(updates, PREVIOUS, KEY);

        assertThat(ReleasedAlignment.DEFAULTS.aggregate(updates, PREVIOUS, KEY)).isEqualTo(aligned);
        assertThat(ReleasedAlignment.DEFAULTS.aggregate(updates, PREVIOUS, RandomKey.of(2, "alignment")))
                .isNotEqualTo(aligned);
        assertThat(new ReleasedAlignment(6).aggregate(updates, PREVIOUS, KEY)).isNotEqualTo(aligned);
    }

    @Test
    void pools_ofDifferentSizesOrUnused_areTaken() {
        PoolUpdate idle = new PoolUpdate("idle", pool(PLANTED[0]), List.of(0L), 1);
        AlignedPool aligned = ReleasedAlignment.DEFAULTS.aggregate(
                List.of(update(0, 1, PLANTED[0], PLANTED[1]), idle, update(2, 1, PLANTED[2])), PREVIOUS, KEY);

        assertThat(aligned.positions().get(1)).containsExactly(AlignedPool.NONE);
        assertThat(aligned.clusters()).isBetween(2, 3);
        assertThat(ReleasedAlignment.DEFAULTS
                        .aggregate(List.of(idle), PREVIOUS, KEY)
                        .prompts())
                .isEqualTo(PREVIOUS);
    }
}
