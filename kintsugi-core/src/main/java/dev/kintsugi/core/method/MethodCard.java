package dev.kintsugi.core.method;

import dev.kintsugi.core.parameter.Modality;
import java.util.List;

/**
 * The card of a method; catalogue, {@code kintsugi methods}, docs and report are printed from it.
 *
 * @param id name in experiment files
 * @param title one line: what it does
 * @param paper authors, title, venue and year, or what it stands for when there is no paper
 * @param fidelity what the implementation rests on
 * @param placement where it trains
 * @param sends what travels in each direction
 * @param needs modalities that a sample must have; samples without are left out for this method, and counted
 * @param notCombinedWith what it cannot be combined with
 * @param deviations where it differs from its source
 * @param limitCase the setting in which it equals a simpler method
 */
public record MethodCard(
        String id,
        String title,
        String paper,
        Fidelity fidelity,
        Placement placement,
        String sends,
        List<Modality> needs,
        List<String> notCombinedWith,
        List<String> deviations,
        String limitCase) {
    /** Copies the lists. */
    public MethodCard {
        needs = List.copyOf(needs);
        notCombinedWith = List.copyOf(notCombinedWith);
        deviations = List.copyOf(deviations);
    }
}
