/** Measurements of our layers against bare libtorch, reached by {@code kintsugi bench}. */
@NullMarked
package dev.kintsugi.nn.bench;

import org.jspecify.annotations.NullMarked;
