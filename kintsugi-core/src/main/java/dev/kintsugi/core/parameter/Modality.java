package dev.kintsugi.core.parameter;

/**
 * A kind of input, such as image or text.
 *
 * @param name lower-case name, unique within a data set
 */
public record Modality(String name) implements Comparable<Modality> {
    /** Pictures. */
    public static final Modality IMAGE = new Modality("image");
    /** Written language. */
    public static final Modality TEXT = new Modality("text");
    /** Sound. */
    public static final Modality AUDIO = new Modality("audio");

    @Override
    public int compareTo(Modality other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
