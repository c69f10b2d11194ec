package dev.kintsugi.engine.data;

import dev.kintsugi.core.data.ExampleTable;
import dev.kintsugi.core.data.Signal;
import dev.kintsugi.core.error.DataException;
import dev.kintsugi.core.parameter.Modality;
import java.awt.image.BufferedImage;
import java.util.Map;

/** One split of a data source. Reading is thread-safe. */
public interface Split {
    /** Returns ids, labels and presence of the rows. */
    ExampleTable examples();

    /**
     * Reads the image of a row.
     *
     * @throws DataException if the row has none, or its file cannot be read
     */
    BufferedImage image(int row);

    /**
     * Returns the text of a row.
     *
     * @throws DataException if the row has none
     */
    String text(int row);

    /**
     * Reads the sensor stream or sound of a row.
     *
     * @throws DataException if the row has none, or its file cannot be read
     */
    default Signal signal(int row, Modality modality) {
        throw new DataException("row '" + examples().ids().get(row) + "' has no " + modality.name()
                + "; ask its presence first, or choose data that have it");
    }

    /** Returns the values per second of a row's sensor stream or sound. */
    default double rate(int row, Modality modality) {
        return signal(row, modality).rate();
    }

    /** Returns further attributes of a row by name, such as gender, season or user; natural partitions use them. */
    Map<String, String> attributes(int row);

    /** Returns a SHA-256, in hexadecimal, of what defines the contents of the split; feature stores are keyed by it. */
    String contentHash();

    /** Returns the number of rows. */
    default int rows() {
        return examples().rows();
    }
}
