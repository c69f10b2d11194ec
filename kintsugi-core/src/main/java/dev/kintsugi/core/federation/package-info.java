/** The seams around a method: selection, runner, update transforms, server step. */
@NullMarked
package dev.kintsugi.core.federation;

import org.jspecify.annotations.NullMarked;
