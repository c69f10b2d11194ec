package dev.kintsugi.core.data;

import dev.kintsugi.core.error.DataException;
import java.util.Arrays;
import java.util.List;

/** The labels of a table: class numbers per row, one for single-label data, any number for multi-label data. */
public final class Targets {
    private final List<String> classNames;
    private final int[][] labels;

    /**
     * Creates the labels.
     *
     * @param classNames names in the order of the class numbers
     * @param labels class numbers per row, each in {@code [0, classes)}
     * @throws DataException if a label is out of range
     */
    public Targets(List<String> classNames, int[][] labels) {
        this.classNames = List.copyOf(classNames);
        this.labels = new int[labels.length][];
        for (int row = 0; row < labels.length; row++) {
            this.labels[row] = labels[row].clone();
            for (int label : labels[row]) {
                if (label < 0 || label >= classNames.size()) {
                    throw new DataException("row " + row + ": label " + label + " is out of range, allowed is 0 to "
                            + (classNames.size() - 1));
                }
            }
        }
    }

    /** Returns labels with exactly one class per row. */
    public static Targets single(List<String> classNames, int[] labels) {
        return new Targets(
                classNames,
                Arrays.stream(labels).mapToObj(label -> new int[] {label}).toArray(int[][]::new));
    }

    /** Returns the class names in the order of their numbers. */
    public List<String> classNames() {
        return classNames;
    }

    /** Returns the number of classes. */
    public int classes() {
        return classNames.size();
    }

    /** Returns the number of rows. */
    public int rows() {
        return labels.length;
    }

    /** Returns whether every row has exactly one class. */
    public boolean isSingleLabel() {
        return Arrays.stream(labels).allMatch(row -> row.length == 1);
    }

    /**
     * Returns the only class of a row.
     *
     * @throws DataException if the row has none or several
     */
    public int label(int row) {
        if (labels[row].length != 1) {
            throw new DataException(
                    "row " + row + " has " + labels[row].length + " labels, but this method needs exactly one per row");
        }
        return labels[row][0];
    }

    /** Returns a copy of all classes of a row. */
    public int[] labels(int row) {
        return labels[row].clone();
    }

    /** Returns the labels of the given rows, in that order. */
    public Targets select(int[] rows) {
        return new Targets(
                classNames, Arrays.stream(rows).mapToObj(row -> labels[row]).toArray(int[][]::new));
    }
}
