/** The reference pages, printed from the code. */
@NullMarked
package dev.kintsugi.cli.reference;

import org.jspecify.annotations.NullMarked;
