package dev.kintsugi.engine.feature;

/** Is told how far the computing of features has come. */
@FunctionalInterface
public interface FeatureProgress {
    /** Called after each batch, on the computing thread. */
    void computed(int rows, int ofRows);

    /** Returns a progress that tells nobody. */
    static FeatureProgress silent() {
        return (rows, ofRows) -> {};
    }
}
