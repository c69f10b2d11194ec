/** The backbone that freezes nothing: samples as numbers, in fixed shapes. */
@NullMarked
package dev.kintsugi.nn.input;

import org.jspecify.annotations.NullMarked;
