package dev.kintsugi.engine.made;

import java.util.Arrays;

/** The value of every attribute of one scene; an attribute may be hidden, which is drawn or said in a neutral way. */
@SuppressWarnings("EnumOrdinal") // values of attributes are numbered in the order of their constants
public final class Scene {
    private static final int HIDDEN = -1;

    private final int[] values;

    private Scene(int[] values) {
        this.values = values;
    }

    /**
     * Creates a scene.
     *
     * @param values one value number per attribute, in the order of {@link Attribute}
     */
    static Scene of(int[] values) {
        return new Scene(values.clone());
    }

    /** Returns the scene with an attribute hidden. */
    Scene hide(Attribute attribute) {
        int[] changed = values.clone();
        changed[attribute.ordinal()] = HIDDEN;
        return new Scene(changed);
    }

    /** Returns whether an attribute can be seen. */
    public boolean shows(Attribute attribute) {
        return values[attribute.ordinal()] != HIDDEN;
    }

    /** Returns the value number of an attribute that is not hidden. */
    public int value(Attribute attribute) {
        int value = values[attribute.ordinal()];
        if (value == HIDDEN) {
            throw new IllegalStateException(attribute + " is hidden in this scene");
        }
        return value;
    }

    /** Returns the value number of an attribute, or {@code neutral} if it is hidden. */
    int valueOr(Attribute attribute, int neutral) {
        return shows(attribute) ? value(attribute) : neutral;
    }

    /** Returns the name of the value of an attribute that is not hidden. */
    public String name(Attribute attribute) {
        return attribute.valueNames().get(value(attribute));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scene scene && Arrays.equals(values, scene.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Scene" + Arrays.toString(values);
    }
}
