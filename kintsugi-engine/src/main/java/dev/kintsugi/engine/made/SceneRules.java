package dev.kintsugi.engine.made;

import java.util.List;
import java.util.Set;

/**
 * What scenes of a made data set may be like.
 *
 * @param classes the classes, by class number
 * @param allowed value numbers that are allowed, per attribute in the order of {@link Attribute}
 * @param imageShows attributes that can be told from the image; the others are drawn in a neutral way
 * @param textMentions attributes that a sentence may mention
 * @param mentionProbability probability that an attribute is mentioned, in {@code [0, 1]}
 * @param ambiguity share of rows in which one class attribute is drawn in a neutral way and said for certain
 * @param distractorProbability probability of a remark that has nothing to do with the scene
 * @param sites number of sites that rows come from
 * @param siteDomainShare probability that the domain of a row is the one of its site
 */
public record SceneRules(
        List<Composition> classes,
        List<List<Integer>> allowed,
        Set<Attribute> imageShows,
        Set<Attribute> textMentions,
        double mentionProbability,
        double ambiguity,
        double distractorProbability,
        int sites,
        double siteDomainShare) {
    /** Copies the collections. */
    public SceneRules {
        classes = List.copyOf(classes);
        allowed = allowed.stream().map(List::copyOf).toList();
        imageShows = Set.copyOf(imageShows);
        textMentions = Set.copyOf(textMentions);
    }
}
