/** Options: a default is written once, with its source. */
@NullMarked
package dev.kintsugi.core.option;

import org.jspecify.annotations.NullMarked;
