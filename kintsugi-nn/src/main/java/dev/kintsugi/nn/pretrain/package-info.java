/**
 * Contrastive pre-training of small two-tower models: CLIP (Radford et al., ICML 2021) and locked-image tuning (Zhai et
 * al., CVPR 2022).
 */
@NullMarked
package dev.kintsugi.nn.pretrain;

import org.jspecify.annotations.NullMarked;
