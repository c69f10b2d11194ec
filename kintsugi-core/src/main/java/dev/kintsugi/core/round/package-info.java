/** What travels and what stays in one round. */
@NullMarked
package dev.kintsugi.core.round;

import org.jspecify.annotations.NullMarked;
