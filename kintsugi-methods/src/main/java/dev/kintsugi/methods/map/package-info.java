/** Missing-aware prompts: one set per missing pattern. */
@NullMarked
package dev.kintsugi.methods.map;

import org.jspecify.annotations.NullMarked;
