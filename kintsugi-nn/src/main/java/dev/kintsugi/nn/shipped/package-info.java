/** The models that come with Kintsugi. */
@NullMarked
package dev.kintsugi.nn.shipped;

import org.jspecify.annotations.NullMarked;
