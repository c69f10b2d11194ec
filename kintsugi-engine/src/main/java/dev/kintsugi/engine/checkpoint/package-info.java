/** What survives a kill, and files that are whole or not there. */
@NullMarked
package dev.kintsugi.engine.checkpoint;

import org.jspecify.annotations.NullMarked;
