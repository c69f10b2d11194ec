/** Named parameters with a scope, and their values. */
@NullMarked
package dev.kintsugi.core.parameter;

import org.jspecify.annotations.NullMarked;
