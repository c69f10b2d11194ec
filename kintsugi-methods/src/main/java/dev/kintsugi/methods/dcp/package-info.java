/** Deep correlated prompting for missing modalities on two-tower backbones. */
@NullMarked
package dev.kintsugi.methods.dcp;

import org.jspecify.annotations.NullMarked;
