/** The seam between a federated method and everything that carries it. */
@NullMarked
package dev.kintsugi.core.method;

import org.jspecify.annotations.NullMarked;
