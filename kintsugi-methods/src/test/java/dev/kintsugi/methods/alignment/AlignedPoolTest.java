package dev.kintsugi.methods.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.core.parameter.FloatArray;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlignedPoolTest {
    private static AlignedPool pool(List<List<Integer>> positions) {
        return new AlignedPool(FloatArray.zeros(new long[] {3, 2}), positions, List.of(1, 1, 1), 3);
    }

    @Test
    void exchanged_ofPoolsInOneOrder_isZeroWhateverTheServerCallsThem() {
        assertThat(pool(List.of(List.of(0, 1, 2), List.of(0, 1, 2))).exchanged())
                .isZero();
        assertThat(pool(List.of(List.of(2, 0, 1), List.of(2, 0, 1))).exchanged())
                .isZero();
    }

    @Test
    void exchanged_whenOneClientsPromptsChangePlaces_isTheirShare() {
        // Prompts 0 and 1 of the third client go where most go with 1 and 0; its prompt 2 went nowhere: 2 of 8.
        List<List<Integer>> positions = List.of(List.of(0, 1, 2), List.of(0, 1, 2), List.of(1, 0, AlignedPool.NONE));

        assertThat(pool(positions).exchanged()).isEqualTo(0.25);
    }

    @Test
    void exchanged_ofNothing_isZero() {
        assertThat(pool(List.of()).exchanged()).isZero();
    }
}
