package dev.kintsugi.engine.made;

import java.util.List;
import java.util.Map;

/** The words that sentences are made of; the first of each list is the plain one that class names use. */
final class Vocabulary {
    static final List<List<String>> SIZE_WORDS = List.of(
            List.of("small", "little", "tiny"), List.of("medium", "mid-sized"), List.of("large", "big", "huge"));

    static final List<List<String>> COLOUR_WORDS = List.of(
            List.of("red", "crimson", "scarlet"),
            List.of("orange", "tangerine"),
            List.of("yellow", "lemon"),
            List.of("green", "emerald"),
            List.of("cyan", "turquoise"),
            List.of("blue", "navy", "cobalt"),
            List.of("purple", "violet"),
            List.of("pink", "rose"),
            List.of("brown", "chocolate"),
            List.of("black", "jet-black"));

    static final List<List<String>> TEXTURE_WORDS = List.of(
            List.of("solid", "plain", "filled"),
            List.of("striped", "stripy"),
            List.of("dotted", "spotted"),
            List.of("checkered", "chequered"),
            List.of("outlined", "hollow"));

    /** The texture after the noun, such as "a star with stripes". */
    static final List<List<String>> TEXTURE_TAILS = List.of(
            List.of("in one even colour", "without any pattern"),
            List.of("with stripes", "with bands"),
            List.of("with dots", "with spots"),
            List.of("with a checkered pattern", "like a chessboard"),
            List.of("drawn only in outline", "with nothing inside"));

    static final List<List<String>> SHAPE_WORDS = List.of(
            List.of("circle", "disc"),
            List.of("square"),
            List.of("triangle"),
            List.of("star"),
            List.of("cross", "plus sign"),
            List.of("ring", "hoop"),
            List.of("heart"),
            List.of("crescent", "moon"),
            List.of("diamond", "rhombus"),
            List.of("hexagon"),
            List.of("arrow"),
            List.of("drop", "droplet"));

    static final List<String> ANY_SHAPE = List.of("shape", "thing", "object", "figure");

    static final List<List<String>> POSITION_PHRASES = List.of(
            List.of("in the middle", "in the centre"),
            List.of("on the left", "on the left side"),
            List.of("on the right", "on the right side"),
            List.of("at the top", "in the upper part"),
            List.of("at the bottom", "in the lower part"));

    static final List<List<String>> PLACE_PHRASES = List.of(
            List.of("on paper", "on a sheet of paper"),
            List.of("in the sky", "before the clouds"),
            List.of("in a meadow", "on the grass"),
            List.of("on sand", "on the beach"),
            List.of("on water", "above the waves"),
            List.of("in the snow", "on fresh snow"),
            List.of("on a wall", "in front of bricks"),
            List.of("on wood", "on wooden boards"));

    static final List<List<String>> COUNT_WORDS =
            List.of(List.of("one", "a single"), List.of("two", "a pair of"), List.of("three", "a group of three"));

    /** Sentences that say nothing of the scene. */
    static final List<String> DISTRACTORS = List.of(
            "taken on a tuesday",
            "seen on the way home",
            "number seven of the series",
            "my neighbour sent it",
            "please do not bend",
            "the camera was borrowed",
            "we found it last year",
            "nobody knows who made it",
            "from the second album",
            "shown at the museum");

    private static final Map<String, String> PLURALS =
            Map.of("cross", "crosses", "rhombus", "rhombuses", "plus sign", "plus signs");

    private Vocabulary() {}

    /** Returns the plural of a noun of this vocabulary. */
    static String plural(String noun) {
        return PLURALS.getOrDefault(noun, noun + "s");
    }
}
