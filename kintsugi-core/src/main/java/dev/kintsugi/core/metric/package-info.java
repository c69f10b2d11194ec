/** Metrics over predictions. */
@NullMarked
package dev.kintsugi.core.metric;

import org.jspecify.annotations.NullMarked;
