package dev.kintsugi.methods.stream;

import java.util.ArrayList;
import java.util.List;

/** The plane in which points differ most: their first two principal components, by power iteration. */
final class PlaneProjection {
    private static final int ITERATIONS = 200;
    /** Share of the points' spread below which what is left beside the axes found so far is rounding. */
    private static final double ROUNDING = 1e-10;

    private final double[] mean;
    private final List<double[]> axes = new ArrayList<>();

    /** Fits the plane to points of one width; at least one point. */
    PlaneProjection(List<float[]> points) {
        int width = points.get(0).length;
        this.mean = new double[width];
        for (float[] point : points) {
            for (int i = 0; i < width; i++) {
                mean[i] += point[i] / points.size();
            }
        }
        for (int axis = 0; axis < 2; axis++) {
            axes.add(principal(points, axis));
        }
    }

    /** Returns an axis of length 1; zeros if all points lie on the axes found so far. */
    private double[] principal(List<float[]> points, int number) {
        int width = mean.length;
        double least = ROUNDING * spread(points);
        double[] axis = new double[width];
        for (int i = 0; i < width; i++) {
            axis[i] = StrictMath.sin(i + number + 1.0); // any start that is not orthogonal to the answer
        }
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double[] next = new double[width];
            for (float[] point : points) {
                double along = along(point, axis);
                for (int i = 0; i < width; i++) {
                    next[i] += along * (point[i] - mean[i]);
                }
            }
            for (double[] earlier : axes) {
                double overlap = dot(next, earlier);
                for (int i = 0; i < width; i++) {
                    next[i] -= overlap * earlier[i];
                }
            }
            double norm = Math.sqrt(dot(next, next));
            if (norm <= least) {
                return new double[width];
            }
            for (int i = 0; i < width; i++) {
                axis[i] = next[i] / norm;
            }
        }
        return axis;
    }

    private double spread(List<float[]> points) {
        double sum = 0;
        for (float[] point : points) {
            for (int i = 0; i < mean.length; i++) {
                sum += (point[i] - mean[i]) * (point[i] - mean[i]);
            }
        }
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private double along(float[] point, double[] axis) {
        double sum = 0;
        for (int i = 0; i < axis.length; i++) {
            sum += (point[i] - mean[i]) * axis[i];
        }
        return sum;
    }

    /** Returns where a point lies along the first axis. */
    double x(float[] point) {
        return along(point, axes.get(0));
    }

    /** Returns where a point lies along the second axis. */
    double y(float[] point) {
        return along(point, axes.get(1));
    }
}
