package dev.kintsugi.methods.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlaneProjectionTest {
    /** The sign of an axis means nothing. */
    private static void assertPlace(PlaneProjection plane, float[] point, double x, double y) {
        assertThat(Math.abs(plane.x(point))).isCloseTo(x, within(1e-6));
        assertThat(Math.abs(plane.y(point))).isCloseTo(y, within(1e-6));
    }

    @Test
    void points_ofARectangleInAPlane_lieAtItsCorners() {
        // Centre (1, 2, 3, 4), sides 20 along (0.6, 0.8, 0, 0) and 2 along (0, 0, 1, 0): corners at ±10 and ±1.
        float[] a = {7, 10, 4, 4};
        float[] b = {7, 10, 2, 4};
        float[] c = {-5, -6, 4, 4};
        float[] d = {-5, -6, 2, 4};
        PlaneProjection plane = new PlaneProjection(List.of(a, b, c, d));

        for (float[] corner : List.of(a, b, c, d)) {
            assertPlace(plane, corner, 10, 1);
        }
        assertThat(plane.x(a)).isCloseTo(plane.x(b), within(1e-6)).isCloseTo(-plane.x(c), within(1e-6));
        assertThat(plane.y(a)).isCloseTo(plane.y(c), within(1e-6)).isCloseTo(-plane.y(b), within(1e-6));
        assertPlace(plane, new float[] {1, 2, 3, 4}, 0, 0);
        assertPlace(plane, new float[] {1, 2, 3, 9}, 0, 0); // 5 above the plane
    }

    @Test
    void points_onALine_haveNoSecondCoordinate() {
        // (0.3, −0.2, 0.7) has the length √0.62; the points lie half of it to either side of their mean.
        float[] first = {0.1f, 0.2f, 0.3f};
        float[] second = {0.4f, 0, 1};
        PlaneProjection plane = new PlaneProjection(List.of(first, second));

        assertPlace(plane, first, Math.sqrt(0.62) / 2, 0);
        assertPlace(plane, second, Math.sqrt(0.62) / 2, 0);
    }

    @Test
    void points_alongAnyDirectionOfSmallNumbers_lieOnTheFirstAxis() {
        for (int across = -3; across <= 3; across++) {
            for (int up = 1; up <= 3; up++) {
                float[] point = {across, up};
                PlaneProjection plane = new PlaneProjection(List.of(point, new float[2], new float[] {-across, -up}));

                assertPlace(plane, point, Math.hypot(across, up), 0);
            }
        }
    }

    @Test
    void points_thatAreAllEqual_lieAtTheOrigin() {
        float[] point = {3, 1, 2};

        assertPlace(new PlaneProjection(List.of(point, point)), point, 0, 0);
    }
}
