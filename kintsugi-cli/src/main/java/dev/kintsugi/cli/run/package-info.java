/** Parts of the command {@code run}. */
@NullMarked
package dev.kintsugi.cli.run;

import org.jspecify.annotations.NullMarked;
