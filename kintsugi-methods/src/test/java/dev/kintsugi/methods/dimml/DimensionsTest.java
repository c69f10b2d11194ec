package dev.kintsugi.methods.dimml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.grad;

import dev.kintsugi.core.parameter.FloatArray;
import dev.kintsugi.nn.tensor.TensorBridge;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;

class DimensionsTest {
    @Test
    void means_ofPooledSums_leaveZerosWhereNoSampleWas() {
        FloatArray means = DimensionStatistics.means(
                new long[] {1, 3, 2}, new double[] {2, 4, 9, 12, 0, 0}, new double[] {2, 3, 0});
        assertThat(means.toArray()).containsExactly(1, 2, 3, 4, 0, 0);
    }

    @Test
    void hits_ofASample_areTheDimensionsInWhichItsClassIsNearest() {
        // Means of class 0: (0, 0, 1, 5), of class 1: (4, 4, 1, 1); class 2 has no sample and its zeros are nobody's.
        FloatArray means = FloatArray.owning(new long[] {1, 3, 4}, new float[] {0, 0, 1, 5, 4, 4, 1, 1, 0, 0, 0, 0});
        FloatArray seen = FloatArray.owning(new long[] {1, 3}, new float[] {2, 1, 0});
        DimensionStatistics statistics = new DimensionStatistics(1, 3, 4);
        float[] sample = {1, 3, 1, 0};

        statistics.hit(0, 0, sample, 0, means, seen);
        // |1-0| < |1-4|: hit; |3-0| > |3-4|: none; equally near: the first class, hit; |0-5| > |0-1|: none.
        assertThat(statistics.hits().toArray()).containsExactly(1, 0, 1, 0);

        statistics.hit(0, 1, sample, 0, means, seen);
        assertThat(statistics.hits().toArray()).containsExactly(1, 1, 1, 1);
    }

    @Test
    void effective_dimensions_areAboveTheMeanOfTheirModality() {
        // Means of the hits: 2 and 3; the mean itself is not above it.
        FloatArray effective = DimensionStatistics.effective(new long[] {2, 4}, new double[] {2, 3, 1, 2, 3, 3, 3, 3});
        assertThat(effective.toArray()).containsExactly(0, 1, 0, 0, 0, 0, 0, 0);
    }

    private static Tensor tensor(long[] shape, float... values) {
        return TensorBridge.tensor(values, shape);
    }

    @Test
    void contrast_inOneDimension_isTheCrossEntropyOfItsProducts() {
        try (PointerScope scope = new PointerScope()) {
            // Dimension 1 takes no part, sample 2 is incomplete. Learner (2, 1), teacher (3, 1), tau 2: logits
            // (6, 2) / 2 = (3, 1) and (3, 1) / 2: 0.126928 / 2 + (ln(1 + e)) / 2 = 0.063464 + 0.656631.
            Tensor learner = tensor(new long[] {1, 3, 2}, 2, 50, 1, 60, 9, 9);
            Tensor teacher = tensor(new long[] {1, 3, 2}, 3, 70, 1, 80, 99, 9);
            Tensor dimensions = tensor(new long[] {1, 2}, 1, 0);
            Tensor weights = tensor(new long[] {1, 3}, 0.5f, 0.5f, 0);

            assertThat(TensorBridge.floats(UnidirectionalContrast.contrast(learner, teacher, dimensions, weights, 2)))
                    .containsExactly(new float[] {0.720095f}, within(1e-5f));
        }
    }

    @Test
    void contrast_teachesInOneDirectionOnly() {
        try (PointerScope scope = new PointerScope()) {
            Tensor learner = tensor(new long[] {1, 2, 2}, 2, 5, 1, 6);
            Tensor teacher = tensor(new long[] {1, 2, 2}, 3, 7, 1, 8);
            learner.requires_grad_(true);
            teacher.requires_grad_(true);
            Tensor loss = UnidirectionalContrast.contrast(
                    learner, teacher, tensor(new long[] {1, 2}, 1, 0), tensor(new long[] {1, 2}, 0.5f, 0.5f), 2);
            TensorVector gradients = grad(
                    new TensorVector(loss.sum()),
                    new TensorVector(learner, teacher),
                    new TensorVector(),
                    new BoolOptional(),
                    false,
                    true);
            assertThat(gradients.get(1).defined()).isFalse();
            float[] found = TensorBridge.floats(gradients.get(0));
            assertThat(found[0]).isNotZero();
            assertThat(Math.abs(found[1]) + Math.abs(found[3])).isZero(); // a dimension that takes no part
        }
    }

    @Test
    void weighted_scores_areThoseOfTheHeadsByTheirCertainty() {
        try (PointerScope scope = new PointerScope()) {
            // Head 0: logits (ln 3, 0), certainty 3/4; head 1: (0, 0), certainty 1/2; head 2 is not asked.
            // w0 = 1 / (1 + exp(-1/4)) = 0.562177: 0.562177 * ln 3 = 0.617614.
            Tensor logits = tensor(new long[] {1, 1, 3, 2}, (float) Math.log(3), 0, 0, 0, 50, 70);
            assertThat(TensorBridge.floats(
                            CertaintyWeighting.weighted(logits, tensor(new long[] {1, 1, 3}, 1, 1, 0), 1)))
                    .containsExactly(new float[] {0.617614f, 0}, within(1e-5f));
            // Alone, a head's scores stay as they are.
            assertThat(TensorBridge.floats(
                            CertaintyWeighting.weighted(logits, tensor(new long[] {1, 1, 3}, 0, 0, 1), 1)))
                    .containsExactly(50, 70);
        }
    }
}
