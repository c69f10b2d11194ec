package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.PresenceTable;

/**
 * What is left of the rows of a split.
 *
 * @param table which modalities each row still has
 * @param spared number of rows that kept a modality only because a pattern never takes the last one
 */
public record EffectivePresence(PresenceTable table, int spared) {}
