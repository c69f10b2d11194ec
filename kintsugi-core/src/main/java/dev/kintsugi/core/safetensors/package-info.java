/** The safetensors format without tensors: header, reader and writer of float arrays. */
@NullMarked
package dev.kintsugi.core.safetensors;

import org.jspecify.annotations.NullMarked;
