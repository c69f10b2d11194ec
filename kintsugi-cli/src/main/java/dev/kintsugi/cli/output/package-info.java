/** Tables and JSON on the terminal. */
@NullMarked
package dev.kintsugi.cli.output;

import org.jspecify.annotations.NullMarked;
