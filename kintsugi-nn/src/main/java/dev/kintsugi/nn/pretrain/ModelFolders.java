package dev.kintsugi.nn.pretrain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.nn.layer.TransformerLayer;
import dev.kintsugi.nn.lit.LitFolder;
import dev.kintsugi.nn.safetensors.WeightsWriter;
import dev.kintsugi.nn.text.TrainedVocabulary;
import dev.kintsugi.nn.text.TrainedWordPieces;
import dev.kintsugi.nn.vilt.GridViltFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;

/** Writes trained models as folders that the loaders read. */
public final class ModelFolders {
    private ModelFolders() {}

    /**
     * Writes a CLIP for {@code ClipFolder}, and for transformers.
     *
     * @param folder exists
     * @throws StorageException if it cannot be written
     */
    public static void write(
            Path folder, TrainableClip model, TrainedVocabulary vocabulary, WeightsWriter.Precision precision) {
        try {
            ClipFolderWriter.write(folder, model, vocabulary, precision);
        } catch (IOException e) {
            throw new StorageException(folder + ": the model cannot be written: " + e, e);
        }
    }

    /**
     * Writes a locked-image model for {@link LitFolder}.
     *
     * @param folder exists
     * @throws StorageException if it cannot be written
     */
    public static void write(
            Path folder,
            LockedImageModel model,
            LitFolder.Vision vision,
            TrainedVocabulary vocabulary,
            WeightsWriter.Precision precision) {
        try (PointerScope scope = new PointerScope()) {
            SplitWeights.write(folder, TransformerLayer.Names.CLIP, model.exported(), precision);
            vocabulary.write(folder);
            ObjectNode root = ClipFolderWriter.JSON.createObjectNode();
            root.put("model_type", LitFolder.MODEL_TYPE).put("projection_dim", model.projectionDim());
            root.set("text_config", ClipFolderWriter.text(model.config(), model.projectionDim(), vocabulary));
            putVision(root, vision);
            ClipFolderWriter.writeJson(folder.resolve("config.json"), root);
        } catch (IOException e) {
            throw new StorageException(folder + ": the model cannot be written: " + e, e);
        }
    }

    /**
     * Writes a ViLT over patches for {@code ViltFolder}, and for transformers; images are stretched to its size.
     *
     * @param folder exists
     * @throws StorageException if it cannot be written
     */
    public static void write(
            Path folder, TrainableVilt model, TrainedWordPieces vocabulary, WeightsWriter.Precision precision) {
        try {
            ViltFolderWriter.write(folder, model, vocabulary, precision);
        } catch (IOException e) {
            throw new StorageException(folder + ": the model cannot be written: " + e, e);
        }
    }

    /**
     * Writes a ViLT over the places of a frozen net for {@code GridViltFolder}.
     *
     * @param folder exists
     * @param images what it was trained on; its normalisation becomes part of the weights
     * @throws StorageException if it cannot be written
     */
    public static void write(
            Path folder,
            TrainableVilt model,
            GridImages images,
            LitFolder.Vision vision,
            TrainedWordPieces vocabulary,
            WeightsWriter.Precision precision) {
        try (PointerScope scope = new PointerScope()) {
            SplitWeights.write(
                    folder,
                    TransformerLayer.Names.VIT,
                    images.folded(model.weights().asMap()),
                    precision);
            vocabulary.write(folder);
            ObjectNode root = ClipFolderWriter.JSON.createObjectNode();
            root.put("model_type", GridViltFolder.MODEL_TYPE);
            ViltFolderWriter.putTransformer(root, model.config());
            putVision(root, vision);
            ClipFolderWriter.writeJson(folder.resolve("config.json"), root);
        } catch (IOException e) {
            throw new StorageException(folder + ": the model cannot be written: " + e, e);
        }
    }

    private static void putVision(ObjectNode root, LitFolder.Vision vision) {
        root.putObject("vision_config")
                .put("model_type", "mobilenet")
                .put("weights_file", vision.weightsFile())
                .put("weights_sha256", vision.sha256())
                .put("image_size", vision.imageSize())
                .put("projection_hidden", vision.projectionHidden())
                .put("photo_width", vision.photoWidth())
                .put("photo_height", vision.photoHeight());
    }
}
