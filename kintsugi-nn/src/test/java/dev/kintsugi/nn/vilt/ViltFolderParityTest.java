package dev.kintsugi.nn.vilt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.cat;

import dev.kintsugi.core.data.FeatureKind.Cut;
import dev.kintsugi.core.parameter.Modality;
import dev.kintsugi.nn.image.ImageDecoder;
import dev.kintsugi.nn.image.ImagePixels;
import dev.kintsugi.nn.image.PaddedImages;
import dev.kintsugi.nn.layer.LayerPrompts;
import dev.kintsugi.nn.parity.Fixtures;
import dev.kintsugi.nn.parity.ReferenceTensors;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.text.PaddedTexts;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what Hugging Face transformers computes with the same folders, made by tools/parity. */
class ViltFolderParityTest {
    private static final double TOLERANCE = 1e-4;

    // the samples that make_vilt_fixtures.py ran the models on
    private static final List<String> TEXTS = List.of(
            "a photo of a red mug.",
            "",
            "the gold line on the old bowl, mended; unknown \u0416 words and more words",
            "two plates");
    private static final List<BufferedImage> PICTURES = IntStream.range(0, 4)
            .mapToObj(i -> List.of("landscape.png", "portrait.png", "rgba.png", "square.png")
                    .get(i))
            .map(name -> ImageDecoder.decode(Fixtures.clip("../image").resolve(name)))
            .toList();

    @ParameterizedTest
    @ValueSource(strings = {"all-patches-fp32", "few-patches-bf16"})
    void open_tinyModel_givesTheTokensAndOutputsOfTransformers(String name) {
        ReferenceTensors expected = ReferenceTensors.read(Fixtures.vilt(name).resolve("expected.safetensors"));
        try (ViltModel model = ViltFolder.open(Fixtures.vilt(name));
                PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            Rows texts = new Rows(
                    model,
                    Modality.TEXT,
                    model.textEncoder(Cut.TOKENS).orElseThrow().encode(TEXTS));
            Rows images = new Rows(
                    model,
                    Modality.IMAGE,
                    model.imageEncoder(Cut.TOKENS).orElseThrow().encode(PICTURES));
            Tensor tokens = cat(new TensorVector(texts.tokens(), images.tokens()), 1);
            Tensor mask = cat(new TensorVector(texts.mask(), images.mask()), 1);
            Tensor hidden = model.encode(tokens, mask, LayerPrompts.none());

            Order order = new Order(expected, texts.length());
            assertThat(largestDifference(tokens, mask, expected, "embeddings", order))
                    .isLessThan(TOLERANCE);
            assertThat(largestDifference(hidden, mask, expected, "last_hidden_state", order))
                    .isLessThan(TOLERANCE);
            float[] pooled = TensorBridge.floats(model.transformer().pool(hidden));
            assertThat(largestDifference(pooled, expected.floats("pooler_output")))
                    .isLessThan(TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"all-patches-fp32", "few-patches-bf16"})
    void of_sameTexts_givesTheIdsAndMaskOfTransformers(String name) {
        ReferenceTensors expected = ReferenceTensors.read(Fixtures.vilt(name).resolve("expected.safetensors"));
        try (ViltModel model = ViltFolder.open(Fixtures.vilt(name))) {
            PaddedTexts texts = PaddedTexts.of(model.tokenizer(), TEXTS, model.tokens(Modality.TEXT));

            assertThat(texts.ids()).isEqualTo(expected.longs("input_ids"));
            assertThat(texts.mask()).isEqualTo(floats(expected.longs("attention_mask")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"all-patches-fp32", "few-patches-bf16"})
    void apply_pictures_givesTheSizesOfTransformers(String name) {
        ReferenceTensors expected = ReferenceTensors.read(Fixtures.vilt(name).resolve("expected.safetensors"));
        try (ViltModel model = ViltFolder.open(Fixtures.vilt(name))) {
            List<Long> sizes = new ArrayList<>();
            for (BufferedImage picture : PICTURES) {
                ImagePixels pixels = model.imageTransform().apply(picture);
                sizes.add((long) pixels.height());
                sizes.add((long) pixels.width());
            }

            assertThat(sizes)
                    .containsExactlyElementsOf(
                            Arrays.stream(expected.longs("image_sizes")).boxed().toList());
        }
    }

    @Test
    void of_pictures_givesThePixelsAndMaskOfTransformers() {
        String name = "all-patches-fp32";
        ReferenceTensors expected = ReferenceTensors.read(Fixtures.vilt(name).resolve("expected.safetensors"));
        try (ViltModel model = ViltFolder.open(Fixtures.vilt(name))) {
            PaddedImages images = PaddedImages.of(
                    PICTURES.stream().map(model.imageTransform()::apply).toList());

            assertThat(new long[] {images.images(), 3, images.height(), images.width()})
                    .isEqualTo(expected.shape("pixel_values"));
            // one grey level is 1 / 255 / 0.5 = 0.0078
            assertThat(largestDifference(images.pixels(), expected.floats("pixel_values")))
                    .isLessThan(1e-6);
            // the script asserts that the mask of transformers is such a corner
            float[] mask = images.mask();
            long[] sizes = expected.longs("image_sizes");
            for (int i = 0; i < mask.length; i++) {
                int image = i / (images.height() * images.width());
                int row = i / images.width() % images.height();
                boolean inside = row < sizes[2 * image] && i % images.width() < sizes[2 * image + 1];
                assertThat(mask[i]).isEqualTo(inside ? 1 : 0);
            }
        }
    }

    /** Embedded tokens and mask, out of the rows of an encoder. */
    private record Rows(ViltModel model, Modality modality, float[] values) {
        int length() {
            return model.tokens(modality);
        }

        Tensor tokens() {
            return parts().narrow(1, 0, (long) length() * model.width()).reshape(TEXTS.size(), length(), model.width());
        }

        Tensor mask() {
            return parts().narrow(1, (long) length() * model.width(), length());
        }

        private Tensor parts() {
            return TensorBridge.tensor(values, TEXTS.size(), (long) length() * (model.width() + 1));
        }
    }

    /** Where transformers has the tokens that we have in raster order: its patches come in random order. */
    private static final class Order {
        private final List<List<Integer>> places = new ArrayList<>();

        Order(ReferenceTensors expected, int textTokens) {
            long[] index = expected.longs("patch_index");
            long[] mask = expected.longs("image_mask");
            int patches = Math.toIntExact(expected.shape("patch_index")[1]);
            for (int sample = 0; sample < TEXTS.size(); sample++) {
                int first = sample * patches;
                int maskFirst = sample * (patches + 1);
                List<Integer> places = new ArrayList<>();
                IntStream.range(0, textTokens + 1).forEach(places::add);
                IntStream.range(0, patches)
                        .filter(patch -> mask[maskFirst + 1 + patch] == 1)
                        .boxed()
                        .sorted(Comparator.comparing(
                                patch -> index[2 * (first + patch)] * 1000 + index[2 * (first + patch) + 1]))
                        .forEach(patch -> places.add(textTokens + 1 + patch));
                this.places.add(places);
            }
        }
    }

    private static double largestDifference(
            Tensor actual, Tensor mask, ReferenceTensors expected, String name, Order order) {
        float[] found = TensorBridge.floats(actual);
        float[] visible = TensorBridge.floats(mask);
        float[] wanted = expected.floats(name);
        int length = Math.toIntExact(actual.size(1));
        int width = Math.toIntExact(actual.size(2));
        int wantedLength = Math.toIntExact(expected.shape(name)[1]);
        double largest = 0;
        for (int sample = 0; sample < TEXTS.size(); sample++) {
            List<Integer> places = order.places.get(sample);
            for (int token = 0; token < length; token++) {
                if (token >= places.size()) {
                    assertThat(visible[sample * length + token]).isZero();
                    continue;
                }
                int at = (sample * length + token) * width;
                int wantedAt = (sample * wantedLength + places.get(token)) * width;
                for (int i = 0; i < width; i++) {
                    assertThat(found[at + i]).isFinite();
                    largest = Math.max(largest, Math.abs(found[at + i] - wanted[wantedAt + i]));
                }
            }
        }
        return largest;
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

    private static float[] floats(long[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }
}
