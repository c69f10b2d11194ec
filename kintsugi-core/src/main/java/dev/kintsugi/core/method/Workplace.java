package dev.kintsugi.core.method;

import dev.kintsugi.core.data.ClientData;
import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.parameter.Modality;

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

    /** Returns labels and presence of the training rows. */
    ExampleTable examples();

    /** Returns the frozen features of one modality of the training rows. */
    FeatureTable features(Modality modality);

    /** Returns the rows of one client. */
    ClientData client(String client);
}
