/** Building blocks of the frozen towers. */
@NullMarked
package dev.kintsugi.nn.layer;

import org.jspecify.annotations.NullMarked;
