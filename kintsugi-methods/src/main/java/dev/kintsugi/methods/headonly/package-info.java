/** The control without prompts. */
@NullMarked
package dev.kintsugi.methods.headonly;

import org.jspecify.annotations.NullMarked;
