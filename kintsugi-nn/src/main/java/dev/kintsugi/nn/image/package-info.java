/** From image files to the pixels that a tower was trained on. */
@NullMarked
package dev.kintsugi.nn.image;

import org.jspecify.annotations.NullMarked;
