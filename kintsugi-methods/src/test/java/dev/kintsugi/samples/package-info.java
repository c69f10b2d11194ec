/** The samples of the documentation: what docs/ shows stands here word for word, and is compiled and tested. */
@NullMarked
package dev.kintsugi.samples;

import org.jspecify.annotations.NullMarked;
