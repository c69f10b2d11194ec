/** Weight files: memory-mapped safetensors, alone or in shards with an index. */
@NullMarked
package dev.kintsugi.nn.safetensors;

import org.jspecify.annotations.NullMarked;
