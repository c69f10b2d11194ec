/** Search of settings per method, on the validation rows, with the same number of trials for each. */
@NullMarked
package dev.kintsugi.engine.tune;

import org.jspecify.annotations.NullMarked;
