/** Frozen MobileNets, read from the 8-bit tensors of a TFLite file. */
@NullMarked
package dev.kintsugi.nn.mobilenet;

import org.jspecify.annotations.NullMarked;
