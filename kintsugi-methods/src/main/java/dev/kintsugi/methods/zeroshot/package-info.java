/** The frozen backbone with a hand-crafted prompt. */
@NullMarked
package dev.kintsugi.methods.zeroshot;

import org.jspecify.annotations.NullMarked;
