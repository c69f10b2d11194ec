package dev.kintsugi.engine.made;

import dev.kintsugi.core.random.KeyedRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a sentence about a scene in varied wording: templates, synonyms, word order, and which attributes are said.
 */
final class SentenceWriter {
    /** Where the objects and their place go: {@code {0}} with article, {@code {1}} the rest, which may be empty. */
    private static final List<String> TEMPLATES = List.of(
            "a photo of {0}{1}.",
            "a picture of {0}{1}.",
            "an image of {0}{1}.",
            "a photo of {0}{1}.",
            "a drawing of {0}{1}.",
            "a close-up of {0}{1}.",
            "a snapshot that shows {0}{1}.",
            "{0}{1}.",
            "{0}{1}",
            "this is {0}{1}.",
            "here we see {0}{1}.",
            "look, {0}{1}!",
            "you can see {0}{1}.",
            "somebody drew {0}{1}.",
            "it shows {0}{1}.",
            "the image contains {0}{1}.",
            "what you see is {0}{1}.",
            "i took a photo of {0}{1}.",
            "{0} was spotted{1}.",
            "there must be {0}{1}.");

    private SentenceWriter() {}

    /**
     * Returns a sentence.
     *
     * @param scene the attributes that may be said; hidden ones never are
     * @param mentionProbability probability that an attribute is said
     * @param mustMention attributes that are said in any case, unless hidden
     * @param distractorProbability probability of a remark that has nothing to do with the scene
     */
    static String write(
            Scene scene,
            double mentionProbability,
            List<Attribute> mustMention,
            double distractorProbability,
            KeyedRandom random) {
        Scene said = scene;
        for (Attribute attribute : Attribute.values()) {
            boolean dropped = random.nextDouble() >= mentionProbability;
            if (dropped && !mustMention.contains(attribute) && scene.shows(attribute)) {
                said = said.hide(attribute);
            }
        }
        String tail = tail(said, random);
        String sentence =
                random.pick(TEMPLATES).replace("{0}", objects(said, random)).replace("{1}", tail);
        if (random.nextDouble() < distractorProbability) {
            String remark = random.pick(Vocabulary.DISTRACTORS);
            sentence = random.nextInt(2) == 0 ? sentence + " " + remark + "." : remark + ": " + sentence;
        }
        return sentence;
    }

    /** The objects with number or article: "two small red stars", "a star with stripes". */
    private static String objects(Scene scene, KeyedRandom random) {
        boolean plural = scene.shows(Attribute.COUNT) && scene.value(Attribute.COUNT) > 0;
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        if (scene.shows(Attribute.SIZE)) {
            before.add(random.pick(Vocabulary.SIZE_WORDS.get(scene.value(Attribute.SIZE))));
        }
        if (scene.shows(Attribute.COLOUR)) {
            String colour = random.pick(Vocabulary.COLOUR_WORDS.get(scene.value(Attribute.COLOUR)));
            if (random.nextInt(5) == 0) {
                after.add("in " + colour);
            } else {
                before.add(colour);
            }
        }
        if (scene.shows(Attribute.TEXTURE)) {
            int texture = scene.value(Attribute.TEXTURE);
            if (random.nextInt(4) == 0) {
                after.add(random.pick(Vocabulary.TEXTURE_TAILS.get(texture)));
            } else {
                String word = random.pick(Vocabulary.TEXTURE_WORDS.get(texture));
                before.add(random.nextInt(4) == 0 ? Math.max(0, before.size() - 1) : before.size(), word);
            }
        }
        String noun = scene.shows(Attribute.SHAPE)
                ? random.pick(Vocabulary.SHAPE_WORDS.get(scene.value(Attribute.SHAPE)))
                : random.pick(Vocabulary.ANY_SHAPE);
        List<String> words = new ArrayList<>(before);
        words.add(plural ? Vocabulary.plural(noun) : noun);
        words.addAll(after);
        String phrase = String.join(" ", words);
        if (scene.shows(Attribute.COUNT) && (plural || random.nextInt(4) == 0)) {
            return random.pick(Vocabulary.COUNT_WORDS.get(scene.value(Attribute.COUNT))) + " " + phrase;
        }
        return ("aeiou".indexOf(phrase.charAt(0)) >= 0 ? "an " : "a ") + phrase;
    }

    /** Position and place in either order, each after a blank. */
    private static String tail(Scene scene, KeyedRandom random) {
        String position = scene.shows(Attribute.POSITION)
                ? " " + random.pick(Vocabulary.POSITION_PHRASES.get(scene.value(Attribute.POSITION)))
                : "";
        String place = scene.shows(Attribute.PLACE)
                ? " " + random.pick(Vocabulary.PLACE_PHRASES.get(scene.value(Attribute.PLACE)))
                : "";
        return random.nextInt(2) == 0 ? position + place : place + position;
    }
}
