/** CoOp on every client alone. */
@NullMarked
package dev.kintsugi.methods.coop;

import org.jspecify.annotations.NullMarked;
