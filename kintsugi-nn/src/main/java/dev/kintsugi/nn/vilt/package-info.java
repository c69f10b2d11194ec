/** ViLT (Kim et al., ICML 2021) with the parameter names of Hugging Face. */
@NullMarked
package dev.kintsugi.nn.vilt;

import org.jspecify.annotations.NullMarked;
