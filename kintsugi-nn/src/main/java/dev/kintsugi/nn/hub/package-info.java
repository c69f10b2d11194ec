/**
 * Models of the Hugging Face hub: download in its URL layout, cache in its folder layout, and what is at hand.
 *
 * <p>The cache is the one of Python's {@code huggingface_hub}, so that either finds what the other downloaded.
 */
@NullMarked
package dev.kintsugi.nn.hub;

import org.jspecify.annotations.NullMarked;
