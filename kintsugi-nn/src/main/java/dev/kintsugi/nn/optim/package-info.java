/** Optimisers and schedules under the client axis. */
@NullMarked
package dev.kintsugi.nn.optim;

import org.jspecify.annotations.NullMarked;
