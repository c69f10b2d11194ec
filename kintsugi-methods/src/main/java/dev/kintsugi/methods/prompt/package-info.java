/** The shared parts of methods that learn one context of prompt vectors for all classes. */
@NullMarked
package dev.kintsugi.methods.prompt;

import org.jspecify.annotations.NullMarked;
