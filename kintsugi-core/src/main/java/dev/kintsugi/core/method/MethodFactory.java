package dev.kintsugi.core.method;

/**
 * Makes a method for one workplace. One per method, listed in the catalogue; third parties add theirs through
 * {@link java.util.ServiceLoader}.
 */
public interface MethodFactory {
    /** Returns the card of the methods that this factory makes. */
    MethodCard card();

    /**
     * Returns the card of the method that these options make; most need the same whatever their options are.
     *
     * @param options a record of the class of {@link #defaults}
     */
    default MethodCard card(Record options) {
        return card();
    }

    /** Returns the options of this method with its defaults: an options record. */
    Record defaults();

    /**
     * Returns whether the methods train on the varied views of a workplace where there are some; a method that does not
     * is refused there.
     */
    default boolean trainsOnViews() {
        return false;
    }

    /**
     * Creates the method.
     *
     * @param options a record of the class of {@link #defaults}
     * @throws dev.kintsugi.core.error.ModelException if the workplace's backbone is not of the kind that the method
     *     needs
     */
    Method create(Workplace workplace, Record options, LocalTraining training);
}
