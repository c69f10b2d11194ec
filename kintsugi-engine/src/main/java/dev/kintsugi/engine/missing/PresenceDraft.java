package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.PresenceTable;

/** The presence of a split while losses are taken from it; only {@link #takeAny} takes the last modality of a row. */
final class PresenceDraft {
    private final PresenceTable natural;
    private final long[] masks;
    private final boolean[] spared;

    PresenceDraft(PresenceTable natural) {
        this.natural = natural;
        this.masks = new long[natural.rows()];
        this.spared = new boolean[natural.rows()];
        for (int row = 0; row < masks.length; row++) {
            masks[row] = natural.mask(row);
        }
    }

    /** Takes a set of modalities from a row; nothing is taken if nothing would be left. */
    void take(int row, long lost) {
        if ((masks[row] & ~lost) != 0) {
            masks[row] &= ~lost;
        } else if (masks[row] != 0) {
            spared[row] = true;
        }
    }

    /**
     * Takes modalities from a row one after the other; if nothing would be left, the one that goes last stays.
     *
     * @param moments when each modality goes, by bit; infinite if it stays
     */
    void take(int row, double[] moments) {
        long lost = 0;
        int last = -1;
        for (int bit = 0; bit < moments.length; bit++) {
            boolean present = (masks[row] >>> bit & 1) == 1;
            if (present && moments[bit] < Double.POSITIVE_INFINITY) {
                lost |= 1L << bit;
                last = last < 0 || moments[bit] > moments[last] ? bit : last;
            }
        }
        if (lost != 0 && lost == masks[row]) {
            lost &= ~(1L << last);
            spared[row] = true;
        }
        masks[row] &= ~lost;
    }

    /** Takes a set of modalities from a row, even if nothing is left; such a row is to be left out. */
    void takeAny(int row, long lost) {
        masks[row] &= ~lost;
    }

    /** Sets what is left of a row. */
    void keep(int row, long mask) {
        masks[row] = mask;
    }

    EffectivePresence finish() {
        int count = 0;
        for (boolean one : spared) {
            count += one ? 1 : 0;
        }
        return new EffectivePresence(new PresenceTable(natural.modalities(), masks), count);
    }
}
