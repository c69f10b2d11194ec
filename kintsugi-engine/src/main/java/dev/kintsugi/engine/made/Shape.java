package dev.kintsugi.engine.made;

/**
 * The shape of an object, given by its depth: the distance to the rim in radii of the object, positive inside. Only
 * additions, multiplications, divisions and square roots are used, which give the same bits on every machine.
 */
public enum Shape {
    /** A disc. */
    CIRCLE {
        @Override
        double depth(double x, double y) {
            return 0.95 - Math.sqrt(x * x + y * y);
        }
    },
    /** A square. */
    SQUARE {
        @Override
        double depth(double x, double y) {
            return box(x, y, 0, 0, 0.82, 0.82);
        }
    },
    /** An equilateral triangle that points up. */
    TRIANGLE {
        @Override
        double depth(double x, double y) {
            return triangle(x, y, -0.95, 0.72, 0.95);
        }
    },
    /** A star of five points. */
    STAR {
        @Override
        double depth(double x, double y) {
            double deepest = Double.NEGATIVE_INFINITY;
            for (int tip = 0; tip < 5; tip++) {
                // Turn the tip to the top; each tip is a thin triangle from the tip to beyond the centre.
                double u = Math.abs(x * STAR_COS[tip] - y * STAR_SIN[tip]);
                double v = x * STAR_SIN[tip] + y * STAR_COS[tip];
                double side = (v + 1.05) * 0.309016994 - u * 0.951056516;
                deepest = Math.max(deepest, Math.min(side, 0.33 - v));
            }
            return deepest;
        }
    },
    /** A plus sign. */
    CROSS {
        @Override
        double depth(double x, double y) {
            return Math.max(box(x, y, 0, 0, 0.95, 0.32), box(x, y, 0, 0, 0.32, 0.95));
        }
    },
    /** A ring. */
    RING {
        @Override
        double depth(double x, double y) {
            double radius = Math.sqrt(x * x + y * y);
            return Math.min(0.97 - radius, radius - 0.46);
        }
    },
    /** A heart. */
    HEART {
        @Override
        double depth(double x, double y) {
            double u = Math.abs(x);
            double lobe = 0.5 - Math.sqrt((u - 0.45) * (u - 0.45) + (y + 0.36) * (y + 0.36));
            double body = Math.min((0.92 - y - u) * 0.7071, y + 0.5 - u * 0.2);
            return Math.max(lobe, Math.min(body, 0.86 - u));
        }
    },
    /** A moon's crescent. */
    CRESCENT {
        @Override
        double depth(double x, double y) {
            double u = x - 0.48;
            return Math.min(0.97 - Math.sqrt(x * x + y * y), Math.sqrt(u * u + y * y) - 0.74);
        }
    },
    /** A square on its corner, taller than wide. */
    DIAMOND {
        @Override
        double depth(double x, double y) {
            return (0.7 - Math.abs(x) - 0.7 * Math.abs(y)) * 0.82;
        }
    },
    /** A regular hexagon. */
    HEXAGON {
        @Override
        double depth(double x, double y) {
            double u = Math.abs(x);
            double v = Math.abs(y);
            return Math.min(0.82 - v, 0.82 - 0.866025404 * u - 0.5 * v);
        }
    },
    /** An arrow that points to the right. */
    ARROW {
        @Override
        double depth(double x, double y) {
            double head = Math.min(x + 0.05, (0.98 - x) * 0.62 - Math.abs(y) * 0.78);
            return Math.max(head, box(x, y, -0.35, 0, 0.6, 0.26));
        }
    },
    /** A drop of water. */
    DROP {
        @Override
        double depth(double x, double y) {
            double v = y - 0.32;
            double belly = 0.6 - Math.sqrt(x * x + v * v);
            double tip = Math.min((y + 1) * 0.4545 - Math.abs(x) * 0.8907, 0.05 - y);
            return Math.max(belly, tip);
        }
    };

    private static final double[] STAR_COS = {1, 0.309016994, -0.809016994, -0.809016994, 0.309016994};
    private static final double[] STAR_SIN = {0, 0.951056516, 0.587785252, -0.587785252, -0.951056516};

    /**
     * Returns the distance to the rim, positive inside; {@code x} to the right and {@code y} down, the object within
     * {@code [-1, 1]}.
     */
    abstract double depth(double x, double y);

    /** The depth of what is drawn when the shape is not to be seen: a lumpy blob. */
    static double blobDepth(double x, double y) {
        double a = 0.62 - Math.sqrt((x - 0.3) * (x - 0.3) + (y + 0.15) * (y + 0.15));
        double b = 0.58 - Math.sqrt((x + 0.32) * (x + 0.32) + (y + 0.1) * (y + 0.1));
        double c = 0.5 - Math.sqrt((x - 0.02) * (x - 0.02) + (y - 0.38) * (y - 0.38));
        return Math.max(a, Math.max(b, c));
    }

    private static double box(double x, double y, double centreX, double centreY, double halfWidth, double halfHeight) {
        return Math.min(halfWidth - Math.abs(x - centreX), halfHeight - Math.abs(y - centreY));
    }

    private static double triangle(double x, double y, double top, double bottom, double halfBase) {
        double height = bottom - top;
        double length = Math.sqrt(halfBase * halfBase + height * height);
        return Math.min(bottom - y, ((y - top) * halfBase - Math.abs(x) * height) / length);
    }
}
