/** The command line of Kintsugi. */
@NullMarked
package dev.kintsugi.cli;

import org.jspecify.annotations.NullMarked;
