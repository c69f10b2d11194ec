/** Between the arrays of the core and the tensors of libtorch, and who owns them. */
@NullMarked
package dev.kintsugi.nn.tensor;

import org.jspecify.annotations.NullMarked;
