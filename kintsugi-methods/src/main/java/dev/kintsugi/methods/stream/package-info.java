/**
 * The shared parts of methods that classify samples with holes: the method itself over any prompted model, and the
 * models on a single-stream backbone such as ViLT with prompts of many kinds, a pooler and a head.
 */
@NullMarked
package dev.kintsugi.methods.stream;

import org.jspecify.annotations.NullMarked;
