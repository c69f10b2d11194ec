package dev.kintsugi.engine.made;

import java.util.ArrayList;
import java.util.List;

/**
 * A class of made data: one value for each class attribute.
 *
 * @param attributes the class attributes, in the order of {@link Attribute}
 * @param values one value number per class attribute
 */
@SuppressWarnings("EnumOrdinal") // values of attributes are numbered in the order of their constants
public record Composition(List<Attribute> attributes, List<Integer> values) {
    /** Copies both lists. */
    public Composition {
        attributes = List.copyOf(attributes);
        values = List.copyOf(values);
    }

    /** Returns the value number of an attribute, or −1 if it is not a class attribute. */
    public int value(Attribute attribute) {
        int at = attributes.indexOf(attribute);
        return at < 0 ? -1 : values.get(at);
    }

    /** Returns the name as it reads in a sentence, such as {@code red striped star}. */
    public String name() {
        int count = value(Attribute.COUNT);
        boolean plural = count > 0;
        List<String> words = new ArrayList<>();
        for (int at = 0; at < attributes.size(); at++) {
            Attribute attribute = attributes.get(at);
            if (attribute.ordinal() < Attribute.SHAPE.ordinal()) {
                words.add(attribute.valueNames().get(values.get(at)));
            }
        }
        int shape = value(Attribute.SHAPE);
        String noun = shape < 0 ? "shape" : Attribute.SHAPE.valueNames().get(shape);
        words.add(plural ? Vocabulary.plural(noun) : noun);
        if (value(Attribute.POSITION) >= 0) {
            words.add(Vocabulary.POSITION_PHRASES.get(value(Attribute.POSITION)).get(0));
        }
        if (value(Attribute.PLACE) >= 0) {
            words.add(Vocabulary.PLACE_PHRASES.get(value(Attribute.PLACE)).get(0));
        }
        return String.join(" ", words);
    }

    /**
     * Returns every composition of the allowed values, the last attribute fastest.
     *
     * @param attributes the class attributes, in the order of {@link Attribute}
     * @param allowed value numbers that are allowed, per class attribute
     */
    public static List<Composition> all(List<Attribute> attributes, List<List<Integer>> allowed) {
        List<Composition> compositions = new ArrayList<>();
        int total = allowed.stream().mapToInt(List::size).reduce(1, Math::multiplyExact);
        for (int number = 0; number < total; number++) {
            Integer[] values = new Integer[attributes.size()];
            int rest = number;
            for (int at = attributes.size() - 1; at >= 0; at--) {
                List<Integer> choices = allowed.get(at);
                values[at] = choices.get(rest % choices.size());
                rest /= choices.size();
            }
            compositions.add(new Composition(attributes, List.of(values)));
        }
        return List.copyOf(compositions);
    }

    /**
     * Returns whether the composition is held out. One in {@code every} is, chosen by the sum of the value numbers as
     * in a Latin square: each single value occurs among the held-out ones and among the others.
     */
    public boolean isHeldOut(int every) {
        return values.stream().mapToInt(Integer::intValue).sum() % every == every - 1;
    }
}
