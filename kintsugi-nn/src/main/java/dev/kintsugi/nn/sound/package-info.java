/** Sounds: resampling and log-mel spectrograms. */
@NullMarked
package dev.kintsugi.nn.sound;

import org.jspecify.annotations.NullMarked;
