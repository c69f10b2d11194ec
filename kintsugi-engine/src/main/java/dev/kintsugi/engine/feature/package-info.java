/** Frozen features: computed once per sample, kept in memory-mapped files, reused by the next run. */
@NullMarked
package dev.kintsugi.engine.feature;

import org.jspecify.annotations.NullMarked;
