/** Rules over the whole of Kintsugi: what a module may see, and what no code may do. */
@NullMarked
package dev.kintsugi.architecture;

import org.jspecify.annotations.NullMarked;
