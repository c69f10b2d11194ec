package dev.kintsugi.nn.backbone;

import org.bytedeco.pytorch.Tensor;

/**
 * An image tower that takes prompts between its layers.
 *
 * <p>Tokens are the class token and the patches. Attention there has no order, so that prompts before the class token
 * (DCP), behind it (VPT) and at the end (MaPLe) are the same up to rounding; use 0 or 1. No image has padding, so that
 * masks are all ones and not looked at.
 */
public interface PromptableImageTower extends ImageTower, PromptableTower {
    /**
     * Returns class token and patches with positions and pre-norm: the input of the first layer, {@code [batch, tokens,
     * width]}.
     *
     * @param pixels {@code [batch, 3, height, width]}
     */
    Tensor embedPatches(Tensor pixels);

    /** Returns tokens through the norm before the first layer, as VPT and MaPLe do with prompts of that layer. */
    Tensor preNorm(Tensor tokens);
}
