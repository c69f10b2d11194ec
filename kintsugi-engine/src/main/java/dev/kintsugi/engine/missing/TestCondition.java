package dev.kintsugi.engine.missing;

import dev.kintsugi.core.data.PresenceTable;

/**
 * One way to test: what is left of each test row.
 *
 * @param name such as {@code complete} or {@code only-text}
 * @param presence one entry per test row; a row with nothing is no part of the condition
 */
public record TestCondition(String name, PresenceTable presence) {}
