package dev.kintsugi.core.data;

/**
 * The training rows of one client.
 *
 * @param client id of the client
 * @param rows row numbers of the training table, in ascending order
 */
public record ClientData(String client, int[] rows) {
    /** Copies {@code rows}. */
    public ClientData {
        rows = rows.clone();
    }

    /** Returns a copy of the row numbers. */
    @Override
    public int[] rows() {
        return rows.clone();
    }

    /** Returns the number of rows. */
    public int size() {
        return rows.length;
    }

    /** Returns the row number at a position. */
    public int row(int position) {
        return rows[position];
    }
}
