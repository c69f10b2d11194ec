package dev.kintsugi.core.method;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;

/**
 * The place where a method's client half works: the frozen backbone and the training data that lie there.
 *
 * <p>In the simulator one workplace holds the rows of all clients; at a deployed site it holds that site's rows only. A
 * method cannot tell the difference.
 */
public interface Workplace {
    /** Returns the frozen backbone. */
    Backbone backbone();

    /** Returns the hand-crafted prompt of this data, in which {@code {}} stands for the class name. */
    String promptTemplate();

    /**
     * Returns labels and presence of the training rows. What the presence says is missing must not be read: in a
     * simulation the features may know more than the site does.
     */
    ExampleTable examples();

    /**
     * Returns one kind of frozen features of the training rows; computes them if they are not stored yet.
     *
     * @throws dev.kintsugi.core.error.ModelException if the backbone has no such features
     */
    FeatureTable features(FeatureKind kind);

    /** Returns how many varied views there are of every training image, to train on in its place; 0 for none. */
    default int views() {
        return 0;
    }

    /**
     * Returns features of one view of the training images; of other modalities those of {@link #features(FeatureKind)}.
     *
     * @param view from 0 to {@link #views} - 1
     */
    default FeatureTable features(FeatureKind kind, int view) {
        throw new IllegalArgumentException(
                "there are no views of the training images, but view " + view + " was asked for");
    }

    /** Returns the rows of one client. */
    ClientData client(String client);
}
