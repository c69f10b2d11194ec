package dev.kintsugi.nn.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.image.ImageDecoder;
import dev.kintsugi.nn.parity.Fixtures;
import dev.kintsugi.nn.parity.ReferenceTensors;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.text.OverlongText;
import dev.kintsugi.nn.text.TokenBatch;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the features and logits of Hugging Face transformers, made by tools/parity. */
class ClipFolderParityTest {
    private static final double TOLERANCE = 1e-4;

    // the texts that make_clip_fixtures.py ran the text tower on
    private static final List<String> TEXTS = List.of(
            "a photo of a red mug.",
            "the gold line on the old bowl",
            "two plates<|endoftext|> and more",
            "",
            "\u91d1 \uD83D\uDC4D");

    // the pictures that make_clip_fixtures.py ran the image processor on
    private static final List<String> PICTURES = List.of("landscape.png", "portrait.png", "rgba.png");

    @ParameterizedTest
    @ValueSource(strings = {"quick-gelu-fp32", "gelu-fp16", "defaults-bf16-shards"})
    void open_tinyModel_givesTheFeaturesAndLogitsOfTransformers(String name) {
        ReferenceTensors expected = ReferenceTensors.read(Fixtures.clip(name).resolve("expected.safetensors"));
        ReferenceTensors inputs = ReferenceTensors.read(Fixtures.clip("pixels.safetensors"));

        try (TwoTower model = ClipFolder.open(Fixtures.clip(name));
                PointerScope scope = new PointerScope()) {
            TokenBatch batch =
                    TokenBatch.of(model.tokenizer(), TEXTS, model.text().contextLength(), OverlongText.REFUSE);
            Tensor ids = TensorBridge.tensor(batch.ids(), batch.sequences(), batch.tokens());
            Tensor ends = TensorBridge.tensor(batch.endPositions(), batch.sequences());
            Tensor text = model.text().encode(model.text().embed(ids), ends);
            Tensor image = model.image().encode(TensorBridge.tensor(inputs.floats("pixel_values"), 3, 3, 32, 32));
            Tensor logits = normalised(image).matmul(normalised(text).t()).mul(new Scalar(model.logitScale()));

            assertClose(text, expected, "text_features");
            assertClose(image, expected, "image_features");
            assertClose(normalised(text), expected, "text_embeds");
            assertClose(normalised(image), expected, "image_embeds");
            assertClose(logits, expected, "logits_per_image");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quick-gelu-fp32", "gelu-fp16", "defaults-bf16-shards"})
    void open_pictures_givesThePixelsOfTransformers(String name) {
        float[] expected =
                ReferenceTensors.read(Fixtures.clip("pixels.safetensors")).floats("pixel_values");
        try (TwoTower model = ClipFolder.open(Fixtures.clip(name))) {
            float[] pixels = new float[expected.length];
            for (int i = 0; i < PICTURES.size(); i++) {
                Path file = Fixtures.clip("../image").resolve(PICTURES.get(i));
                model.image().transform().apply(ImageDecoder.decode(file), pixels, i * 3 * 32 * 32);
            }

            // one grey level is 1 / 255 / 0.2758 = 0.0142 or more
            assertThat(largestDifference(pixels, expected)).isLessThan(1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quick-gelu-fp32", "gelu-fp16", "defaults-bf16-shards"})
    void of_sameTexts_givesTheIdsOfTransformers(String name) {
        ReferenceTensors expected = ReferenceTensors.read(Fixtures.clip(name).resolve("expected.safetensors"));
        long[] padded = expected.longs("input_ids");
        try (TwoTower model = ClipFolder.open(Fixtures.clip(name))) {
            int context = model.text().contextLength();
            TokenBatch batch = TokenBatch.of(model.tokenizer(), TEXTS, context, OverlongText.REFUSE);

            long[] ids = batch.ids();
            for (int row = 0; row < batch.sequences(); row++) {
                for (int column = 0; column < batch.tokens(); column++) {
                    assertThat(ids[row * batch.tokens() + column])
                            .as("text %d, token %d", row, column)
                            .isEqualTo(padded[row * context + column]);
                }
            }
        }
    }

    private static Tensor normalised(Tensor features) {
        return features.div(features.norm(new ScalarOptional(new Scalar(2.0)), new long[] {-1}, true));
    }

    private static void assertClose(Tensor actual, ReferenceTensors expected, String name) {
        assertThat(actual.shape()).as(name).containsExactly(expected.shape(name));
        assertThat(largestDifference(TensorBridge.floats(actual), expected.floats(name)))
                .as("largest difference in %s", name)
                .isLessThan(TOLERANCE);
    }

    private static double largestDifference(float[] found, float[] wanted) {
        assertThat(found).hasSameSizeAs(wanted);
        double largest = 0;
        for (int i = 0; i < wanted.length; i++) {
            assertThat(found[i]).isFinite();
            largest = Math.max(largest, Math.abs(found[i] - wanted[i]));
        }
        return largest;
    }
}
