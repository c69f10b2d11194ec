/** Tokenisers. */
@NullMarked
package dev.kintsugi.nn.text;

import org.jspecify.annotations.NullMarked;
