package dev.kintsugi.engine.pretrain;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;

/** The kind and the dimensions of the model to train. */
public sealed interface ModelOptions
        permits ModelOptions.Clip, ModelOptions.Lit, ModelOptions.Vilt, ModelOptions.GridVilt {
    /** Returns the most ids of the vocabulary. */
    int vocabularySize();

    /** Returns the most tokens of a text, with start and end. */
    int contextLength();

    /** A CLIP of which both towers are trained. */
    @Kind(value = "clip", description = "a CLIP; both towers are trained from the start")
    record Clip(
            @Option("width of the joint space, 8 or more") int projectionDim,

            @Option("height and width of the images in pixels; a multiple of patch-size")
            int imageSize,

            @Option("height and width of a patch in pixels") int patchSize,

            @Option("the image tower") TowerOptions image,

            @Option("the text tower") TowerOptions text,

            @Option("most ids of the vocabulary that is learned from the texts, 514 or more")
            int vocabularySize,

            @Option("most tokens of a text, with start and end; longer texts are cut")
            int contextLength)
            implements ModelOptions {
        /** The defaults. */
        public static final Clip DEFAULTS =
                new Clip(128, 64, 8, TowerOptions.DEFAULTS, new TowerOptions(128, 3, 4), 1000, 32);

        /** Checks the ranges. */
        public Clip {
            check(projectionDim, vocabularySize, contextLength);
            Check.positive("patch-size", patchSize);
            if (imageSize <= 0 || imageSize % patchSize != 0) {
                throw new ConfigException(
                        "image-size must be a multiple of the patch-size of " + patchSize + ", but was " + imageSize);
            }
        }
    }

    /**
     * Locked-image tuning (Zhai et al., CVPR 2022): a frozen image tower, a text tower and a projection are trained.
     */
    @Kind(value = "lit", description = "locked-image tuning: a text tower and a projection for a frozen MobileNet")
    record Lit(
            @Option("width of the joint space, 8 or more") int projectionDim,

            @Option("weight file of the frozen MobileNet, relative to the root of the data")
            String imageTower,

            @Option(
                    value = "height and width that images are stretched to, in pixels; a multiple of 32",
                    source = "MobileNetV2 was trained at 224")
            int imageSize,

            @Option("width of a hidden layer beside the linear projection; 0 for none")
            int projectionHidden,

            @Option(
                    "width in pixels of the training photos, to which the finished model reduces images; 0: it does not")
            int photoWidth,

            @Option(
                    "height in pixels of the training photos, to which the finished model reduces images; 0: it does not")
            int photoHeight,

            @Option(
                    "further views of each training photo: turned, scaled, and laid on a made background instead of white")
            int variedViews,

            @Option("the text tower") TowerOptions text,

            @Option("most ids of the vocabulary that is learned from the texts, 514 or more")
            int vocabularySize,

            @Option("most tokens of a text, with start and end; longer texts are cut")
            int contextLength)
            implements ModelOptions {
        /** The defaults. */
        public static final Lit DEFAULTS = new Lit(
                256,
                "weights_small/mobilenet_v2_1.0_224_q8.safetensors",
                224,
                0,
                0,
                0,
                0,
                new TowerOptions(256, 4, 4),
                6000,
                32);

        /** Checks the ranges. */
        public Lit {
            check(projectionDim, vocabularySize, contextLength);
            Check.notNegative("projection-hidden", projectionHidden);
            Check.notNegative("photo-width", photoWidth);
            Check.notNegative("photo-height", photoHeight);
            Check.within("varied-views", variedViews, 0, 100);
            if (imageSize <= 0 || imageSize % 32 != 0) {
                throw new ConfigException("image-size must be a multiple of 32, but was " + imageSize);
            }
        }
    }

    /** A ViLT (Kim et al., ICML 2021) over patches of pixels. */
    @Kind(value = "vilt", description = "a ViLT over patches: one transformer for text and image")
    record Vilt(
            @Option("height and width that images are stretched to, in pixels; a multiple of patch-size")
            int imageSize,

            @Option("height and width of a patch in pixels") int patchSize,

            @Option("the transformer") TowerOptions transformer,

            @Option("most ids of the WordPiece vocabulary that is learned from the texts, 32 or more")
            int vocabularySize,

            @Option("most tokens of a text, with start and end; longer texts are cut")
            int contextLength,

            @Option("what it is trained for") ViltObjectiveOptions objectives)
            implements ModelOptions {
        /** The defaults. */
        public static final Vilt DEFAULTS =
                new Vilt(48, 12, TowerOptions.DEFAULTS, 1000, 24, ViltObjectiveOptions.DEFAULTS);

        /** Checks the ranges. */
        public Vilt {
            checkWords(vocabularySize, contextLength);
            Check.positive("patch-size", patchSize);
            if (imageSize <= 0 || imageSize % patchSize != 0) {
                throw new ConfigException(
                        "image-size must be a multiple of the patch-size of " + patchSize + ", but was " + imageSize);
            }
        }
    }

    /** A ViLT over the places of a frozen MobileNet, of which a linear map is trained with it. */
    @Kind(value = "grid-vilt", description = "a ViLT over the places of a frozen MobileNet in place of patches")
    record GridVilt(
            @Option("weight file of the frozen MobileNet, relative to the root of the data")
            String imageTower,

            @Option("height and width that images are stretched to, in pixels; a multiple of 32, one place each")
            int imageSize,

            @Option("width in pixels that images are reduced to first, in training and later; 0: they are not")
            int photoWidth,

            @Option("height in pixels that images are reduced to first, in training and later; 0: they are not")
            int photoHeight,

            @Option("the transformer") TowerOptions transformer,

            @Option("most ids of the WordPiece vocabulary that is learned from the texts, 32 or more")
            int vocabularySize,

            @Option("most tokens of a text, with start and end; longer texts are cut")
            int contextLength,

            @Option("what it is trained for") ViltObjectiveOptions objectives)
            implements ModelOptions {
        /** The defaults. */
        public static final GridVilt DEFAULTS = new GridVilt(
                Lit.DEFAULTS.imageTower(),
                128,
                0,
                0,
                new TowerOptions(192, 4, 4),
                6000,
                32,
                ViltObjectiveOptions.DEFAULTS);

        /** Checks the ranges. */
        public GridVilt {
            checkWords(vocabularySize, contextLength);
            Check.notNegative("photo-width", photoWidth);
            Check.notNegative("photo-height", photoHeight);
            if (imageSize <= 0 || imageSize % 32 != 0) {
                throw new ConfigException("image-size must be a multiple of 32, but was " + imageSize);
            }
        }
    }

    private static void checkWords(int vocabularySize, int contextLength) {
        Check.within("vocabulary-size", vocabularySize, 32, 1_000_000);
        Check.within("context-length", contextLength, 4, 4096);
    }

    private static void check(int projectionDim, int vocabularySize, int contextLength) {
        Check.within("projection-dim", projectionDim, 8, 4096);
        Check.within("vocabulary-size", vocabularySize, 514, 1_000_000);
        Check.within("context-length", contextLength, 4, 4096);
    }
}
