/** Local training of a block of clients in one graph, for methods with any set of parameters. */
@NullMarked
package dev.kintsugi.methods.block;

import org.jspecify.annotations.NullMarked;
