package dev.kintsugi.engine.made;

import dev.kintsugi.core.random.KeyedRandom;

/**
 * Draws scenes by plain arithmetic, so that a scene has the same pixels on every machine; the platform's own drawing
 * differs between JDKs where it smooths edges.
 *
 * <p>The background has one sample per pixel, objects have {@value #SAMPLES} × {@value #SAMPLES} within their bounds.
 */
@SuppressWarnings("EnumOrdinal") // values of attributes are numbered in the order of their constants
final class ScenePainter {
    private static final int SAMPLES = 2;
    /** Width of the dark rim of an object, in radii. */
    private static final double RIM = 0.09;
    /** Width of the rim of an outlined object, in radii. */
    private static final double OUTLINE = 0.21;
    /** Largest turn of an object in radians, about 12 degrees; an arrow still points to the right. */
    private static final double LARGEST_TURN = 0.21;

    private static final double[] NEUTRAL_COLOUR = {140, 140, 140};
    private static final double[][] ONE = {{0, 0}};
    private static final double[][] TWO = {{-1.08, 0.1}, {1.08, -0.1}};
    private static final double[][] THREE = {{-1.05, 0.85}, {1.05, 0.85}, {0, -0.95}};

    private final int side;
    private final double[] pixels;

    /** Creates a painter of square images; not thread-safe. */
    ScenePainter(int side) {
        this.side = side;
        this.pixels = new double[side * side * 3];
    }

    /** Draws a scene. Returns {@code side * side} pixels as {@code 0xRRGGBB}, rows from the top. */
    int[] paint(Scene scene, Domain domain, KeyedRandom random) {
        BackgroundPainter.paint(pixels, side, scene, random);
        paintObjects(scene, random);
        DomainFilter.apply(pixels, side, domain, random);
        int[] packed = new int[side * side];
        for (int i = 0; i < packed.length; i++) {
            packed[i] = level(pixels[3 * i]) << 16 | level(pixels[3 * i + 1]) << 8 | level(pixels[3 * i + 2]);
        }
        return packed;
    }

    private void paintObjects(Scene scene, KeyedRandom random) {
        int count = 1 + scene.valueOr(Attribute.COUNT, 0);
        double[][] layout = count == 1 ? ONE : count == 2 ? TWO : THREE;
        double shrink = count == 1 ? 1 : count == 2 ? 0.78 : 0.68;
        ObjectSize size = ObjectSize.values()[scene.valueOr(Attribute.SIZE, ObjectSize.MEDIUM.ordinal())];
        double radius = size.radius() * shrink * (0.94 + 0.12 * random.nextDouble());
        Position position = Position.values()[scene.valueOr(Attribute.POSITION, Position.MIDDLE.ordinal())];
        double reachX = reach(layout, 0) * radius;
        double reachY = reach(layout, 1) * radius;
        double centreX = clamp(position.x() + 0.08 * (random.nextDouble() - 0.5), reachX, 1 - reachX);
        double centreY = clamp(position.y() + 0.08 * (random.nextDouble() - 0.5), reachY, 1 - reachY);
        double[] colour = jitter(
                scene.shows(Attribute.COLOUR) ? Colour.values()[scene.value(Attribute.COLOUR)].rgb() : NEUTRAL_COLOUR,
                random);
        for (double[] offset : layout) {
            paintObject(
                    scene,
                    colour,
                    (centreX + offset[0] * radius) * side,
                    (centreY + offset[1] * radius) * side,
                    radius * side,
                    LARGEST_TURN * (2 * random.nextDouble() - 1));
        }
    }

    private void paintObject(Scene scene, double[] colour, double centreX, double centreY, double radius, double turn) {
        Shape[] shapes = Shape.values();
        int shape = scene.valueOr(Attribute.SHAPE, -1);
        Texture texture = Texture.values()[scene.valueOr(Attribute.TEXTURE, Texture.SOLID.ordinal())];
        double[] contrast = contrast(colour);
        double[] rim = {colour[0] * 0.45, colour[1] * 0.45, colour[2] * 0.45};
        double cos = StrictMath.cos(turn) / radius;
        double sin = StrictMath.sin(turn) / radius;
        int left = Math.max(0, (int) Math.floor(centreX - 1.2 * radius));
        int right = Math.min(side - 1, (int) Math.ceil(centreX + 1.2 * radius));
        int top = Math.max(0, (int) Math.floor(centreY - 1.2 * radius));
        int bottom = Math.min(side - 1, (int) Math.ceil(centreY + 1.2 * radius));
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                double red = 0;
                double green = 0;
                double blue = 0;
                int covered = 0;
                for (int sample = 0; sample < SAMPLES * SAMPLES; sample++) {
                    int across = sample % SAMPLES;
                    int down = sample / SAMPLES;
                    double px = column + (across + 0.5) / SAMPLES - centreX;
                    double py = row + (down + 0.5) / SAMPLES - centreY;
                    double x = px * cos + py * sin;
                    double y = py * cos - px * sin;
                    double depth = shape < 0 ? Shape.blobDepth(x, y) : shapes[shape].depth(x, y);
                    if (depth < 0 || (texture == Texture.OUTLINED && depth > OUTLINE)) {
                        continue;
                    }
                    double[] paint = texture == Texture.OUTLINED
                            ? colour
                            : depth < RIM ? rim : texture.isContrast(x, y) ? contrast : colour;
                    red += paint[0];
                    green += paint[1];
                    blue += paint[2];
                    covered++;
                }
                if (covered > 0) {
                    double open = 1 - covered / (double) (SAMPLES * SAMPLES);
                    int at = 3 * (row * side + column);
                    pixels[at] = pixels[at] * open + red / (SAMPLES * SAMPLES);
                    pixels[at + 1] = pixels[at + 1] * open + green / (SAMPLES * SAMPLES);
                    pixels[at + 2] = pixels[at + 2] * open + blue / (SAMPLES * SAMPLES);
                }
            }
        }
    }

    private static double reach(double[][] layout, int axis) {
        double reach = 0;
        for (double[] offset : layout) {
            reach = Math.max(reach, Math.abs(offset[axis]));
        }
        return reach + 1;
    }

    /** White-ish beside dark and strong colours, dark beside pale ones. */
    private static double[] contrast(double[] colour) {
        double brightness = 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2];
        double target = brightness > 165 ? 60 : 250;
        double share = brightness > 165 ? 0.6 : 0.85;
        return new double[] {
            colour[0] + share * (target - colour[0]),
            colour[1] + share * (target - colour[1]),
            colour[2] + share * (target - colour[2])
        };
    }

    private static double[] jitter(double[] colour, KeyedRandom random) {
        double light = 1 + 0.16 * (random.nextDouble() - 0.5);
        double[] changed = new double[3];
        for (int i = 0; i < 3; i++) {
            changed[i] = clamp(colour[i] * light + 20 * (random.nextDouble() - 0.5), 0, 255);
        }
        return changed;
    }

    private static double clamp(double value, double low, double high) {
        return high < low ? (low + high) / 2 : Math.max(low, Math.min(high, value));
    }

    private static int level(double value) {
        return value <= 0 ? 0 : value >= 255 ? 255 : (int) (value + 0.5);
    }
}
