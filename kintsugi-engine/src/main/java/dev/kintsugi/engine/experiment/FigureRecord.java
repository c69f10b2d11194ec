package dev.kintsugi.engine.experiment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.method.Figure;
import java.util.List;

/** The JSON form of {@code figures.json}: what a method has to show. */
final class FigureRecord {
    private FigureRecord() {}

    static ObjectNode of(List<Figure> figures) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode all = root.putArray("figures");
        for (Figure figure : figures) {
            ObjectNode node = all.addObject().put("title", figure.title()).put("note", figure.note());
            if (figure instanceof Figure.HeatMap map) {
                fill(node.put("kind", "heat-map"), map);
            } else if (figure instanceof Figure.Scatter scatter) {
                fill(node.put("kind", "scatter"), scatter);
            }
        }
        return root;
    }

    private static void fill(ObjectNode node, Figure.HeatMap map) {
        map.rows().forEach(node.putArray("rows")::add);
        map.columns().forEach(node.putArray("columns")::add);
        ArrayNode rows = node.putArray("values");
        for (List<Double> values : map.values()) {
            values.forEach(rows.addArray()::add);
        }
    }

    private static void fill(ObjectNode node, Figure.Scatter scatter) {
        ArrayNode series = node.putArray("series");
        for (Figure.Series each : scatter.series()) {
            ArrayNode points = series.addObject().put("name", each.name()).putArray("points");
            for (Figure.Point point : each.points()) {
                points.addArray().add(point.name()).add(point.x()).add(point.y());
            }
        }
    }
}
