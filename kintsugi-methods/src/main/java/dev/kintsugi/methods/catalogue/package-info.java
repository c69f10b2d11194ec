/** The one list of all methods. */
@NullMarked
package dev.kintsugi.methods.catalogue;

import org.jspecify.annotations.NullMarked;
