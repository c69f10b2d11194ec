/** FED-PRIME and its relatives: pools of prompts, aligned across clients. */
@NullMarked
package dev.kintsugi.methods.fedprime;

import org.jspecify.annotations.NullMarked;
