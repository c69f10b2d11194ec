package dev.kintsugi.methods.prompt;

import dev.kintsugi.core.data.FeatureKind;
import dev.kintsugi.core.data.FeatureTable;
import dev.kintsugi.core.method.Workplace;
import dev.kintsugi.methods.block.BlockSchedule;

/**
 * The features of all views of the training images as one table: view after view, each with all rows.
 *
 * @param workplace has at least one view
 */
record ViewTable(Workplace workplace, FeatureKind kind) implements FeatureTable {
    /** Returns where the rows of a step stand in such a table. */
    static int[] places(Workplace workplace, BlockSchedule.Step step) {
        int rows = workplace.examples().rows();
        int[] places = new int[step.rows().length];
        for (int i = 0; i < places.length; i++) {
            places[i] = Math.addExact(Math.multiplyExact(step.views()[i], rows), step.rows()[i]);
        }
        return places;
    }

    @Override
    public int rows() {
        return Math.multiplyExact(workplace.views(), workplace.examples().rows());
    }

    @Override
    public int width() {
        return workplace.features(kind, 0).width();
    }

    @Override
    public void copyRow(int row, float[] into, int offset) {
        int rows = workplace.examples().rows();
        workplace.features(kind, row / rows).copyRow(row % rows, into, offset);
    }
}
