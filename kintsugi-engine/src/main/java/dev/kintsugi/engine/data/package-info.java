/** Data sources: where rows, images, sentences and labels come from, and the settings that choose them. */
@NullMarked
package dev.kintsugi.engine.data;

import org.jspecify.annotations.NullMarked;
