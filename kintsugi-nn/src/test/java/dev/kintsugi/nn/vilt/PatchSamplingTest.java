package dev.kintsugi.nn.vilt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatchSamplingTest {
    @Test
    void indices_withoutBound_areAllInOrder() {
        assertThat(PatchSampling.indices(4, -1)).containsExactly(0, 1, 2, 3);
        assertThat(PatchSampling.indices(4, 9)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void indices_ofMorePatchesThanBound_areEvenlySpread() {
        // floor((i + 1/2) · 10 / 4) = floor(1.25, 3.75, 6.25, 8.75)
        assertThat(PatchSampling.indices(10, 4)).containsExactly(1, 3, 6, 8);
    }

    @Test
    void indices_ofTheReleasedBound_areDistinct() {
        // 12 x 19 patches, the largest grid of the published settings, cut to FED-PRIME's 40
        assertThat(PatchSampling.indices(228, 40))
                .hasSize(40)
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(PatchSampling.indices(228, 40)[39]).isEqualTo(225); // floor(39.5 · 5.7)
    }
}
