/** Modality-specific prompts. */
@NullMarked
package dev.kintsugi.methods.msp;

import org.jspecify.annotations.NullMarked;
