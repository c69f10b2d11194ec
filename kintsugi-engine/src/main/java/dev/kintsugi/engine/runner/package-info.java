/** Runners: in-process, debug and wire. */
@NullMarked
package dev.kintsugi.engine.runner;

import org.jspecify.annotations.NullMarked;
