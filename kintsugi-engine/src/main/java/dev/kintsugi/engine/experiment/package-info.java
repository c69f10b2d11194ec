/** An experiment: what is run on what, and everything that is opened for it. */
@NullMarked
package dev.kintsugi.engine.experiment;

import org.jspecify.annotations.NullMarked;
