package dev.kintsugi.nn.vilt;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.upsample_bilinear2d;
import static org.bytedeco.pytorch.global.torch.zeros;

import dev.kintsugi.nn.image.PaddedImages;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/**
 * The image input of a ViLT: a class token and the patches of an image, each with its position and the modality type.
 *
 * <p>The learned positions are stretched to the image's own grid (bilinear, the corners kept). Every image has the same
 * number of tokens: behind its patches, which {@link PatchSampling} chooses, follow rows of zeros that are masked.
 */
final class ViltImageEmbedding {
    private final ViltConfig config;
    private final int tokens;
    private final Tensor projection;
    private final TensorOptional projectionBias;
    private final Tensor classToken;
    private final Tensor positions;
    private final Tensor modalityTypes;

    /** Creates the embedding of images into {@code tokens} tokens, the class token included. */
    ViltImageEmbedding(Weights weights, String prefix, ViltConfig config, int tokens) {
        this.config = config;
        this.tokens = tokens;
        int width = config.hiddenSize();
        int patch = config.patchSize();
        long edge = config.positionsPerEdge();
        String at = prefix + "embeddings.";
        this.projection = weights.get(at + "patch_embeddings.projection.weight", width, 3, patch, patch);
        this.projectionBias =
                weights.own(new TensorOptional(weights.get(at + "patch_embeddings.projection.bias", width)));
        this.classToken = weights.get(at + "cls_token", 1, 1, width);
        this.positions = weights.get(at + "position_embeddings", 1, edge * edge + 1, width);
        this.modalityTypes = weights.get(at + "token_type_embeddings.weight", config.modalityTypeVocabSize(), width);
    }

    int tokens() {
        return tokens;
    }

    /** Returns {@code [images, tokens, width]}. */
    Tensor embed(PaddedImages images) {
        Tensor patches =
                patches(TensorBridge.tensor(images.pixels(), images.images(), 3, images.height(), images.width()));
        Tensor first = classToken.select(0, 0).add(positions.select(0, 0).narrow(0, 0, 1));
        Map<Grid, Tensor> positionsOf = new HashMap<>(); // images of one size share them
        TensorVector rows = new TensorVector();
        for (int i = 0; i < images.images(); i++) {
            Grid grid = grid(images, i);
            Tensor own = patches.select(0, i)
                    .narrow(1, 0, grid.rows())
                    .narrow(2, 0, grid.columns())
                    .flatten(1, 2)
                    .t()
                    .add(positionsOf.computeIfAbsent(grid, this::positions));
            rows.push_back(padded(cat(new TensorVector(first, chosen(own)), 0).add(modalityTypes.select(0, 1))));
        }
        return cat(rows, 0).view(images.images(), tokens, config.hiddenSize());
    }

    /** Returns {@code [images, 1 + patches, width]} of images that fill the learned positions, none of them padded. */
    Tensor embedSquares(Tensor pixels) {
        long count = pixels.size(0);
        Tensor first = classToken.expand(count, 1, config.hiddenSize());
        Tensor rest = patches(pixels).flatten(2, 3).transpose(1, 2);
        return cat(new TensorVector(first, rest), 1).add(positions).add(modalityTypes.select(0, 1));
    }

    /** Returns {@code [images, width, rows, columns]}. */
    private Tensor patches(Tensor pixels) {
        long patch = config.patchSize();
        return conv2d(
                pixels, projection, projectionBias, new long[] {patch, patch}, new long[] {0, 0}, new long[] {1, 1}, 1);
    }

    /** Returns {@code [images, tokens]} row-major: 1 for the class token and the patches, 0 behind them. */
    float[] mask(PaddedImages images) {
        float[] mask = new float[images.images() * tokens];
        for (int i = 0; i < images.images(); i++) {
            int kept = PatchSampling.kept(grid(images, i).patches(), config.maxImageLength());
            Arrays.fill(mask, i * tokens, i * tokens + 1 + kept, 1);
        }
        return mask;
    }

    private record Grid(int rows, int columns) {
        int patches() {
            return rows * columns;
        }
    }

    private Grid grid(PaddedImages images, int image) {
        Grid grid = new Grid(images.heights()[image] / config.patchSize(), images.widths()[image] / config.patchSize());
        int kept = PatchSampling.kept(grid.patches(), config.maxImageLength());
        if (kept == 0 || kept >= tokens) {
            throw new IllegalArgumentException("image " + image + " of " + images.heights()[image] + " x "
                    + images.widths()[image] + " pixels has " + kept + " patches, allowed are 1 to " + (tokens - 1));
        }
        return grid;
    }

    /** Returns the learned positions stretched to a grid, {@code [patches, width]}. */
    private Tensor positions(Grid grid) {
        long edge = config.positionsPerEdge();
        Tensor learned =
                positions.narrow(1, 1, edge * edge).transpose(1, 2).reshape(1, config.hiddenSize(), edge, edge);
        return upsample_bilinear2d(learned, new long[] {grid.rows(), grid.columns()}, true)
                .flatten(2, 3)
                .select(0, 0)
                .t();
    }

    private Tensor chosen(Tensor patches) {
        int count = Math.toIntExact(patches.size(0));
        if (PatchSampling.kept(count, config.maxImageLength()) == count) {
            return patches;
        }
        long[] indices = PatchSampling.indices(count, config.maxImageLength());
        return patches.index_select(0, TensorBridge.tensor(indices, indices.length));
    }

    private Tensor padded(Tensor row) {
        long missing = tokens - row.size(0);
        return missing == 0 ? row : cat(new TensorVector(row, zeros(missing, config.hiddenSize())), 0);
    }
}
