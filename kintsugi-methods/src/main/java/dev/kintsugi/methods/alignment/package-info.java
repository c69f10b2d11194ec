/** The server half of prompt pools: which prompts of which clients are the same, and what becomes of them. */
@NullMarked
package dev.kintsugi.methods.alignment;

import org.jspecify.annotations.NullMarked;
