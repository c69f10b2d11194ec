/** Prompt injection. */
@NullMarked
package dev.kintsugi.nn.prompt;

import org.jspecify.annotations.NullMarked;
