/** MFCPL: class prototypes, of the server and of each client, hold the features of samples with holes together. */
@NullMarked
package dev.kintsugi.methods.mfcpl;

import org.jspecify.annotations.NullMarked;
