/** The shared parts of methods that prompt the towers of a two-tower backbone such as CLIP between their layers. */
@NullMarked
package dev.kintsugi.methods.tower;

import org.jspecify.annotations.NullMarked;
