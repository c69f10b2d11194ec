/**
 * Frozen towers with prompts as encoders of a network of modalities, and where the prompts come from: shared ones, with
 * a low-rank part of every client's own (FedPGP), or from pools per sample (FED-PRIME).
 */
@NullMarked
package dev.kintsugi.methods.prompted;

import org.jspecify.annotations.NullMarked;
