package dev.kintsugi.engine.made;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An attribute of a scene; each has a fixed list of values. The order of the constants is the order of the words in a
 * class name: "two small red striped stars on the left in the snow".
 */
public enum Attribute {
    /** How many equal objects there are, 1 to 3. */
    COUNT(List.of("one", "two", "three")),
    /** How large the objects are. */
    SIZE(words(ObjectSize.values())),
    /** The colour of the objects. */
    COLOUR(words(Colour.values())),
    /** How the objects are filled. */
    TEXTURE(words(Texture.values())),
    /** The shape of the objects. */
    SHAPE(words(Shape.values())),
    /** Where in the image the objects are. */
    POSITION(words(Position.values())),
    /** The background. */
    PLACE(words(Place.values()));

    @SuppressWarnings("ImmutableEnumChecker") // every list given is unmodifiable
    private final List<String> values;

    Attribute(List<String> values) {
        this.values = values;
    }

    /** Returns the names of the values, by value number. */
    public List<String> valueNames() {
        return values;
    }

    private static List<String> words(Enum<?>[] constants) {
        return Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }
}
