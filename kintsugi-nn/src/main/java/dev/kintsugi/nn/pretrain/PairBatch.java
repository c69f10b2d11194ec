package dev.kintsugi.nn.pretrain;

import dev.kintsugi.nn.text.TokenBatch;
import org.bytedeco.pytorch.Tensor;

/**
 * Images with their texts.
 *
 * @param images {@code [batch, …]}, owned by the scope that is open when the batch is made
 * @param texts one per image
 * @param captions {@code [batch]}, equal numbers for equal captions: such pairs count as right for each other
 */
@SuppressWarnings("ArrayRecordComponent")
public record PairBatch(Tensor images, TokenBatch texts, int[] captions) {}
