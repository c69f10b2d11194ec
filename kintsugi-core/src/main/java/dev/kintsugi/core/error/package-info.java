/** One family of errors, each kind with its exit code and its page in docs/errors. */
@NullMarked
package dev.kintsugi.core.error;

import org.jspecify.annotations.NullMarked;
