/** PromptFL, with its proximal and centralised forms. */
@NullMarked
package dev.kintsugi.methods.promptfl;

import org.jspecify.annotations.NullMarked;
