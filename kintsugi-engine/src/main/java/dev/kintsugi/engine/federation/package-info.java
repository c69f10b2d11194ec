/** The round loop and what plugs into it: selection, transforms, server steps, evaluation. */
@NullMarked
package dev.kintsugi.engine.federation;

import org.jspecify.annotations.NullMarked;
