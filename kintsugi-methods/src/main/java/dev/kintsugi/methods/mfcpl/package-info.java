/** MFCPL: prototypes of complete samples hold the features of samples with holes together. */
@NullMarked
package dev.kintsugi.methods.mfcpl;

import org.jspecify.annotations.NullMarked;
