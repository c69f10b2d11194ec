/** Missing modalities and damaged labels as data: patterns that are drawn from keys, recorded and shown. */
@NullMarked
package dev.kintsugi.engine.missing;

import org.jspecify.annotations.NullMarked;
