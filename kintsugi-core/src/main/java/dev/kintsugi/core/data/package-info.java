/** What a method may know of data: labels, presence of modalities, features. */
@NullMarked
package dev.kintsugi.core.data;

import org.jspecify.annotations.NullMarked;
