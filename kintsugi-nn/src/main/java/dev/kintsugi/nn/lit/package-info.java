/** Locked-image models: a frozen MobileNet, a projection of its features, and a text tower trained against them. */
@NullMarked
package dev.kintsugi.nn.lit;

import org.jspecify.annotations.NullMarked;
