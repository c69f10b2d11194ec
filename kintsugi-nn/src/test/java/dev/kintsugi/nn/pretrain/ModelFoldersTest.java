package dev.kintsugi.nn.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.clip.ClipFolder;
import dev.kintsugi.nn.prompt.ClassTexts;
import dev.kintsugi.nn.safetensors.WeightsWriter;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.text.TrainedVocabulary;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFoldersTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"SINGLE, 1e-5", "HALF, 5e-3"}) // half floats keep 11 bits: relative 5e-4 per weight
    void write_openedAsAClip_givesTheSameFeatures(WeightsWriter.Precision precision, double tolerance) {
        TrainedVocabulary vocabulary = TinyTraining.vocabulary();
        try (TrainableClip model = new TrainableClip(TinyTraining.config(vocabulary), TinyTraining.transform(), 3);
                PixelPairs source = TinyTraining.source(vocabulary);
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            ModelFolders.write(folder, model, vocabulary, precision);
            List<String> texts = List.of("a photo of red", "it is white");
            CaptionTable table = new CaptionTable(texts, vocabulary.tokenizer(), 12);
            float[] trainedImage = TensorBridge.floats(model.imageFeatures(source.images(new int[] {4})));
            float[] trainedTexts = TensorBridge.floats(model.textFeatures(table.tokens(texts)));

            try (TwoTower opened = ClipFolder.open(folder)) {
                float[] pixels = new float[3 * TinyTraining.SIDE * TinyTraining.SIDE];
                opened.image().transform().apply(TinyTraining.image(4), pixels, 0);
                float[] image = TensorBridge.floats(
                        opened.image().encode(TensorBridge.tensor(pixels, 1, 3, TinyTraining.SIDE, TinyTraining.SIDE)));
                assertThat(image).containsExactly(trainedImage, within((float) tolerance));
                assertThat(TensorBridge.floats(ClassTexts.encode(opened, texts)))
                        .containsExactly(trainedTexts, within((float) tolerance));
                assertThat(opened.logitScale()).isCloseTo(1 / 0.07, within(0.02));
            }
        }
    }
}
