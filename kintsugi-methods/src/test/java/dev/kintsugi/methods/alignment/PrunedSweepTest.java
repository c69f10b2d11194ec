package dev.kintsugi.methods.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast search against its plain twin, to the last bit. */
class PrunedSweepTest {
    private static final RandomKey KEY = RandomKey.of(1, "alignment");

    /**
     * A cohort at random.
     *
     * @param width small widths make distances spread, so that prompts compete and clusters move
     * @param families number of prompts of which clients hold copies
     * @param noise standard deviation of copies per coordinate, prompts being about 1
     */
    private record Cohort(long seed, int clients, int prompts, int width, int families, double noise) {
        List<PoolUpdate> updates() {
            KeyedRandom random = RandomKey.of(seed, "cohort").open();
            float[][] sources = new float[families][];
            for (int f = 0; f < families; f++) {
                sources[f] = gaussian(random, 1);
            }
            List<PoolUpdate> updates = new ArrayList<>();
            for (int k = 0; k < clients; k++) {
                int size = 1 + random.nextInt(prompts);
                float[][] own = new float[size][];
                List<Long> uses = new ArrayList<>();
                for (int p = 0; p < size; p++) {
                    own[p] = gaussian(random, 1);
                    int family = random.nextInt(2 * families + 1);
                    if (family < families) {
                        float[] copy = gaussian(random, noise);
                        for (int c = 0; c < width; c++) {
                            own[p][c] = sources[family][c] + copy[c];
                        }
                    }
                    uses.add((long) random.nextInt(4));
                }
                updates.add(new PoolUpdate("c" + k, PlantedPools.pool(own), uses, 1 + random.nextInt(50)));
            }
            return updates;
        }

        private float[] gaussian(KeyedRandom random, double deviation) {
            float[] values = new float[width];
            for (int c = 0; c < width; c++) {
                values[c] = (float) (deviation * random.nextGaussian());
            }
            return values;
        }

        FloatArray previous() {
            return PlantedPools.pool(PlantedPools.uniform(seed, "pool", prompts, width));
        }
    }

    static Stream<Cohort> cohorts() {
        List<Cohort> cohorts = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            for (int width : new int[] {1, 2, 3, 5, 16, 100}) {
                for (double noise : new double[] {0.01, 0.2, 0.6}) {
                    cohorts.add(new Cohort(seed, 50, 8, width, 5, noise));
                }
            }
        }
        cohorts.add(new Cohort(7, 70, 20, 33, 12, 0.3));
        cohorts.add(new Cohort(8, 1, 20, 33, 12, 0.3));
        return cohorts.stream();
    }

    @ParameterizedTest
    @MethodSource("cohorts")
    void pruned_onAnyCohort_equalsThePlainTwinBitForBit(Cohort cohort) {
        List<PoolUpdate> updates = cohort.updates();

        AlignedPool plain = PromptAlignment.DEFAULTS.aggregatePlainly(updates, cohort.previous());

        assertThat(PromptAlignment.DEFAULTS.aggregate(updates, cohort.previous(), KEY))
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e4, -3e7})
    void pruned_farFromTheOrigin_equalsThePlainTwinBitForBit(double offset) {
        // single precision sees little of prompts that differ by 1 around 3e7; the filter must then let more pairs pass
        List<PoolUpdate> updates = new ArrayList<>();
        for (PoolUpdate update : new Cohort(3, 40, 6, 7, 4, 0.2).updates()) {
            float[] values = update.prompts().toArray();
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (8 * values[i] + offset);
            }
            updates.add(new PoolUpdate(
                    update.client(), FloatArray.owning(update.prompts().shape(), values), update.uses(), 1));
        }
        FloatArray previous = FloatArray.zeros(6, 7);

        assertThat(PromptAlignment.DEFAULTS.aggregate(updates, previous, KEY))
                .isEqualTo(PromptAlignment.DEFAULTS.aggregatePlainly(updates, previous));
    }
}
