/**
 * Pre-training of small models: contrastive of two-tower models, CLIP (Radford et al., ICML 2021) and locked-image
 * tuning (Zhai et al., CVPR 2022); hidden words and matching of single-stream ones, ViLT (Kim et al., ICML 2021).
 */
@NullMarked
package dev.kintsugi.nn.pretrain;

import org.jspecify.annotations.NullMarked;
