/** Keyed randomness: every stream is named, none is global. */
@NullMarked
package dev.kintsugi.core.random;

import org.jspecify.annotations.NullMarked;
