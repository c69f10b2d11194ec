/** Partitioners: which client holds which training rows, under the names and parameters of the field. */
@NullMarked
package dev.kintsugi.engine.partition;

import org.jspecify.annotations.NullMarked;
