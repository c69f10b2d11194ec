/** Benchmarks: what is promised about speed and size, measured on the machine at hand. */
@NullMarked
package dev.kintsugi.cli.bench;

import org.jspecify.annotations.NullMarked;
