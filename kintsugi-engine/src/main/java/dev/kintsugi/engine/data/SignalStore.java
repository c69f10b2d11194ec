package dev.kintsugi.engine.data;

import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.parameter.Modality;
import java.util.List;

/** Where the sensor streams and sounds of a source lie. Thread-safe. */
interface SignalStore {
    /** Returns the modalities that it holds, in the order of the source. */
    List<Modality> modalities();

    /**
     * Reads a signal.
     *
     * @param reference what a row says about the place of its signal, such as the number of a first row or a path
     * @throws dev.kintsugi.core.error.DataException if it cannot be read
     */
    Signal read(Modality modality, String reference);

    /** Returns the values per second of a signal, without reading it where that is possible. */
    double rate(Modality modality, String reference);

    /** Returns what the content hash takes in of a signal beside its reference. */
    String mark(Modality modality, String reference);
}
