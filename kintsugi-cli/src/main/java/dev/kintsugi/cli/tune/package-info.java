/** Parts of the command {@code tune}. */
@NullMarked
package dev.kintsugi.cli.tune;

import org.jspecify.annotations.NullMarked;
