package dev.kintsugi.engine.data;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Data that lie in files; these settings are common to all layouts. */
public sealed interface FileDataOptions extends DataOptions
        permits FolderOptions, IndexOptions, CoopSplitOptions, PublicOptions, WindowsOptions {
    /** Returns the file or folder, relative to the root of the data. */
    String path();

    /** Returns the root of the data; without it the environment variable KINTSUGI_DATA, then {@code ../shared/data}. */
    Optional<String> root();

    /** Returns which classes are taken, and how they are called. */
    ClassChoice classChoice();

    /** Returns the prompt template with {@code {}} for the class name, if it is not the layout's own. */
    default Optional<String> template() {
        return classChoice().template();
    }

    /** Returns names to show for the classes, by the name that the source gives. */
    default Map<String, String> classNames() {
        return classChoice().classNames();
    }

    /** Returns the classes to keep, by the name that the source gives; none means all. */
    default List<String> classes() {
        return classChoice().classes();
    }

    /** Returns which half of the classes is kept. */
    default ClassSubset classSubset() {
        return classChoice().classSubset();
    }

    /** Returns the number of training rows kept per class, 0 for all. */
    int shots();

    /** Returns how the training rows per class are drawn. */
    default FewShotDraw shotsDraw() {
        return FewShotDraw.KEYED;
    }

    /** Returns the largest number of rows kept per class in every split, 0 for all. */
    int limitPerClass();

    /** Returns the domains to keep, by the attribute {@code domain} of the rows; none means all. */
    default List<String> domains() {
        return List.of();
    }

    /** Returns the domain that is kept for testing. */
    default Optional<String> heldOutDomain() {
        return Optional.empty();
    }

    /** Returns which part of the training rows is kept. */
    default TrainPart trainPart() {
        return TrainPart.DEFAULTS;
    }

    /** Returns the share of training rows that become validation rows where the source has none. */
    double validationShare();

    /** Returns the share of rows that become test rows where the source has none. */
    double testShare();

    /**
     * Returns the attribute whose rows go to validation or test together where the source does not say, such as the
     * user; without one every row is drawn by itself.
     */
    default Optional<String> splitBy() {
        return Optional.empty();
    }

    /** Returns whether the streams of a group of rows are brought to one centre and deviation. */
    default Standardisation standardisation() {
        return Standardisation.DEFAULTS;
    }

    /** Checks the settings that all layouts have. */
    static void check(String path, int shots, int limitPerClass, double validationShare, double testShare) {
        if (path.isBlank()) {
            throw new ConfigException("path must name a file or folder, but is empty");
        }
        Check.notNegative("shots", shots);
        Check.notNegative("limit-per-class", limitPerClass);
        Check.within("validation-share", validationShare, 0, 0.9);
        Check.within("test-share", testShare, 0, 0.9);
    }
}
