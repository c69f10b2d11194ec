package dev.kintsugi.engine.made;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.core.random.RandomKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rows of one split; row {@code i} depends on the seed, the name of the split and {@code i} alone, not on how
 * many rows are asked for. Thread-safe.
 *
 * <p>Classes are balanced: every run of as many rows as there are classes holds each class once.
 */
@SuppressWarnings("EnumOrdinal") // values of attributes are numbered in the order of their constants
public final class SceneGenerator {
    /** Changes whenever a seed no longer gives the same rows. */
    public static final int VERSION = 1;

    private final SceneRules rules;
    private final List<Domain> domains;
    private final String split;
    private final long seed;

    /**
     * Creates a generator.
     *
     * @param domains domains of the split, at least one
     * @param split name of the split; another name gives other rows
     */
    public SceneGenerator(SceneRules rules, List<Domain> domains, String split, long seed) {
        this.rules = rules;
        this.domains = List.copyOf(domains);
        this.split = split;
        this.seed = seed;
    }

    /** Returns the class number of a row. */
    public int label(int row) {
        int classes = rules.classes().size();
        int[] order = open(row / classes, "made-labels").permutation(classes);
        return order[row % classes];
    }

    /** Returns the number of the site that a row comes from. */
    public int site(int row) {
        return open(row, "made-site").nextInt(rules.sites());
    }

    /** Returns the domain of a row. */
    public Domain domain(int row) {
        KeyedRandom random = open(row, "made-domain");
        boolean bySite = random.nextDouble() < rules.siteDomainShare();
        return bySite ? domains.get(site(row) % domains.size()) : random.pick(domains);
    }

    /** Returns what is true of a row: every attribute has a value. */
    public Scene scene(int row) {
        Composition composition = rules.classes().get(label(row));
        KeyedRandom random = open(row, "made-scene");
        Attribute[] attributes = Attribute.values();
        int[] values = new int[attributes.length];
        for (Attribute attribute : attributes) {
            int drawn = random.pick(rules.allowed().get(attribute.ordinal()));
            int ofClass = composition.value(attribute);
            values[attribute.ordinal()] = ofClass < 0 ? drawn : ofClass;
        }
        return Scene.of(values);
    }

    /** Returns the drawn image of a row: {@code side * side} pixels as {@code 0xRRGGBB}, rows from the top. */
    public int[] image(int row, int side) {
        Scene scene = scene(row);
        Attribute ambiguous = ambiguous(row);
        for (Attribute attribute : Attribute.values()) {
            if (attribute == ambiguous || !rules.imageShows().contains(attribute)) {
                scene = scene.hide(attribute);
            }
        }
        return new ScenePainter(side).paint(scene, domain(row), open(row, "made-image"));
    }

    /** Returns the sentence of a row. */
    public String sentence(int row) {
        Scene scene = scene(row);
        for (Attribute attribute : Attribute.values()) {
            if (!rules.textMentions().contains(attribute)) {
                scene = scene.hide(attribute);
            }
        }
        Attribute ambiguous = ambiguous(row);
        return SentenceWriter.write(
                scene,
                rules.mentionProbability(),
                ambiguous == null ? List.of() : List.of(ambiguous),
                rules.distractorProbability(),
                open(row, "made-sentence"));
    }

    /** The class attribute that the image of a row does not tell, or null. */
    private @Nullable Attribute ambiguous(int row) {
        if (rules.ambiguity() == 0) {
            return null;
        }
        KeyedRandom random = open(row, "made-ambiguity");
        boolean applies = random.nextDouble() < rules.ambiguity();
        return applies ? random.pick(rules.classes().get(0).attributes()) : null;
    }

    private KeyedRandom open(int row, String purpose) {
        return new RandomKey(seed, row, split, purpose).open();
    }
}
