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

    /** Returns the rows of one client. */
    ClientData client(String client);
}
