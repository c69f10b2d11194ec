package dev.kintsugi.core.method;

import dev.kintsugi.core.parameter.Modality;
import java.util.ArrayList;
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
 * @param classesMayChange whether its parameters work with other classes than those they were trained with: neither
 *     their shapes nor their meaning depend on the class list, as of a context, but not of a classification head
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
        String limitCase,
        boolean classesMayChange) {
    /** Copies the lists. */
    public MethodCard {
        needs = List.copyOf(needs);
        notCombinedWith = List.copyOf(notCombinedWith);
        deviations = List.copyOf(deviations);
    }

    /** Creates the card of a method whose parameters are bound to the classes they were trained with. */
    public MethodCard(
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
        this(id, title, paper, fidelity, placement, sends, needs, notCombinedWith, deviations, limitCase, false);
    }

    /** Returns this card of a method whose trained parameters can be tested with other class names. */
    public MethodCard withChangingClasses() {
        return new MethodCard(
                id, title, paper, fidelity, placement, sends, needs, notCombinedWith, deviations, limitCase, true);
    }

    /** Returns this card with one more deviation, such as what a backbone leaves out. */
    public MethodCard withDeviation(String another) {
        List<String> more = new ArrayList<>(deviations);
        more.add(another);
        return new MethodCard(
                id,
                title,
                paper,
                fidelity,
                placement,
                sends,
                needs,
                notCombinedWith,
                more,
                limitCase,
                classesMayChange);
    }

    /** Returns this card of a method that needs other modalities. */
    public MethodCard withNeeds(List<Modality> others) {
        return new MethodCard(
                id,
                title,
                paper,
                fidelity,
                placement,
                sends,
                others,
                notCombinedWith,
                deviations,
                limitCase,
                classesMayChange);
    }
}
