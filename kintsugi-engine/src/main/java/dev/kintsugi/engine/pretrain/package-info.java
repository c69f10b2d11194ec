/** {@code kintsugi pretrain}: from data and settings to a trained two-tower model in the cache. */
@NullMarked
package dev.kintsugi.engine.pretrain;

import org.jspecify.annotations.NullMarked;
