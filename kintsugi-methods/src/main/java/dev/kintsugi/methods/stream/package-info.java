/**
 * The shared parts of methods on a single-stream backbone such as ViLT: samples with holes, prompts of many kinds, a
 * pooler and a head.
 */
@NullMarked
package dev.kintsugi.methods.stream;

import org.jspecify.annotations.NullMarked;
