package dev.kintsugi.methods.stream;

import java.util.ArrayList;
import java.util.List;

/** The plane in which points differ most: their first two principal components, by power iteration. */
final class PlaneProjection {
    private static final int ITERATIONS = 200;

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

    private double[] principal(List<float[]> points, int number) {
        int width = mean.length;
        double[] axis = new double[width];
        for (int i = 0; i < width; i++) {
            axis[i] = (i + number) % 2 == 0 ? 1 : -0.5; // any start that is not orthogonal to the answer
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
            if (norm == 0) {
                return next; // all points lie on the axes found so far
            }
            for (int i = 0; i < width; i++) {
                axis[i] = next[i] / norm;
            }
        }
        return axis;
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
