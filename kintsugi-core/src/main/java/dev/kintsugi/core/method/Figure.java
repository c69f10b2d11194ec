package dev.kintsugi.core.method;

import java.util.List;

/** What a method has to show of its state; the run folder keeps it and the report draws it. */
public sealed interface Figure permits Figure.HeatMap, Figure.Scatter {
    /** Returns the heading. */
    String title();

    /** Returns one sentence that says how to read it. */
    String note();

    /**
     * A table drawn in shades.
     *
     * @param rows names of the rows
     * @param columns names of the columns
     * @param values per row and column, finite
     */
    record HeatMap(String title, String note, List<String> rows, List<String> columns, List<List<Double>> values)
            implements Figure {
        /** Copies the lists. */
        public HeatMap {
            rows = List.copyOf(rows);
            columns = List.copyOf(columns);
            values = values.stream().map(List::copyOf).toList();
        }
    }

    /** Points in a plane, in groups. */
    record Scatter(String title, String note, List<Series> series) implements Figure {
        /** Copies the list. */
        public Scatter {
            series = List.copyOf(series);
        }
    }

    /** The points of one group. */
    record Series(String name, List<Point> points) {
        /** Copies the list. */
        public Series {
            points = List.copyOf(points);
        }
    }

    /** A point with what it is called. */
    record Point(String name, double x, double y) {}
}
