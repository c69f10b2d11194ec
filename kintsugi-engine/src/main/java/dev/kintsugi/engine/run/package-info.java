/** The run folder: a run explains itself. */
@NullMarked
package dev.kintsugi.engine.run;

import org.jspecify.annotations.NullMarked;
