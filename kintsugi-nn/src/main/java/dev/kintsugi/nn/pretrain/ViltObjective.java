package dev.kintsugi.nn.pretrain;

import static org.bytedeco.pytorch.global.torch.log_softmax;
import static org.bytedeco.pytorch.global.torch.where;

import dev.kintsugi.core.random.KeyedRandom;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import dev.kintsugi.nn.text.PaddedTexts;
import dev.kintsugi.nn.text.WordPieceTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Masked-language modelling and image-text matching (Kim et al., ViLT, ICML 2021, section 3.2), on a model that also
 * learns what it is like when a modality is missing.
 *
 * <p>A batch goes through the model twice: once in varied wording with hidden words ({@link MaskedWords}), once whole,
 * where every second pair has a wrong text ({@link HardNegatives}) and the model says whether text and image belong
 * together.
 *
 * <p><b>Differs:</b> in the first pass some pairs have an empty text or a blank image, never the first of a batch.
 * Wrong texts are hard ones, not any ones. No alignment of words and patches by optimal transport. A third loss names
 * the words of the whole caption from the pooled output, cross-entropy to their shares by rarity (Joulin et al., ECCV
 * 2016, without the weights): the only one that an empty text leaves, and what makes the pooled output say more than
 * whether the two belong together. Where wording leaves words out, the image must give them. A fourth, off unless it
 * has a weight, names the classes of a pair in the same way, each with an equal share: training with labels.
 * <b>Limit:</b> with weight 0 for captions and classes, nothing missing and one candidate these are ViLT's objectives
 * without the alignment.
 */
public final class ViltObjective implements TrainingObjective {
    private final TrainableVilt model;
    private final Pairs pairs;
    private final ViltObjectiveSettings settings;
    private final HardNegatives negatives;

    /**
     * What is trained on.
     *
     * @param captions one per pair
     * @param images of the pairs
     * @param classes of the pairs, or none
     * @param wording varies a caption each time that it is used
     */
    public record Pairs(
            List<String> captions,
            ImageSource images,
            WordPieceTokenizer tokenizer,
            CaptionWords words,
            PairClasses classes,
            BiFunction<String, KeyedRandom, String> wording) {
        /** Returns the pairs of captions and images; words weigh by how rarely the captions have them. */
        public static Pairs of(
                List<String> captions,
                ImageSource images,
                WordPieceTokenizer tokenizer,
                BiFunction<String, KeyedRandom, String> wording) {
            return new Pairs(
                    List.copyOf(captions),
                    images,
                    tokenizer,
                    CaptionWords.of(captions, tokenizer),
                    PairClasses.NONE,
                    wording);
        }

        /** Returns the same pairs with classes. */
        public Pairs withClasses(PairClasses given) {
            return new Pairs(captions, images, tokenizer, words, given, wording);
        }

        /** Returns other pairs, as they are, whose words weigh as much as these pairs' do. */
        public Pairs measuredBy(List<String> otherCaptions, ImageSource otherImages) {
            return new Pairs(
                    List.copyOf(otherCaptions),
                    otherImages,
                    tokenizer,
                    words.with(otherCaptions, tokenizer),
                    PairClasses.NONE,
                    (caption, random) -> caption);
        }
    }

    /** Creates the objective; the model stays the caller's. */
    public ViltObjective(TrainableVilt model, Pairs pairs, ViltObjectiveSettings settings) {
        this.model = model;
        this.pairs = pairs;
        this.settings = settings;
        this.negatives = new HardNegatives(pairs.words(), settings.candidates());
    }

    @Override
    public Weights weights() {
        return model.weights();
    }

    @Override
    public int pairs() {
        return pairs.captions().size();
    }

    @Override
    public Loss loss(int[] rows, KeyedRandom random) {
        List<String> kept = captions(rows);
        kept.replaceAll(caption -> pairs.wording().apply(caption, random));
        Tensor images = pairs.images().images(rows);
        float[] blank = new float[rows.length];
        for (int i = 1; i < rows.length; i++) { // the first stays whole, so that every loss has a term
            double draw = random.nextDouble();
            if (draw < settings.missingText()) {
                kept.set(i, "");
            } else if (draw < settings.missingText() + settings.missingImage()) {
                blank[i] = 1;
            }
        }
        Hidden hidden = hide(kept, model.embedImages(withBlanks(images, blank)), random);
        Matched matched = match(rows, captions(rows), model.embedImages(images), random);
        Tensor masked = crossEntropy(hidden.scores(), hidden.words().targets());
        Tensor matching = crossEntropy(matched.scores(), matched.labels());
        Tensor caption = sharedCrossEntropy(
                model.captionScores(hidden.pooled()), pairs.words().shares(rows));
        Tensor total = masked.mul(new Scalar(settings.maskedWeight()))
                .add(matching.mul(new Scalar(settings.matchingWeight())))
                .add(caption.mul(new Scalar(settings.captionWeight())));
        TreeMap<String, Double> parts = new TreeMap<>(Map.of(
                "masked", masked.item_double(),
                "matching", matching.item_double(),
                "caption", caption.item_double()));
        if (pairs.classes().count() > 0) {
            Tensor classes = sharedCrossEntropy(
                    model.classScores(hidden.pooled(), pairs.classes().count()),
                    pairs.classes().shares(rows));
            total = total.add(classes.mul(new Scalar(settings.classWeight())));
            parts.put("classes", classes.item_double());
        }
        return new Loss(total, parts);
    }

    private List<String> captions(int[] rows) {
        List<String> captions = new ArrayList<>(rows.length);
        for (int row : rows) {
            captions.add(pairs.captions().get(row));
        }
        return captions;
    }

    private Tensor withBlanks(Tensor images, float[] blank) {
        long[] shape = new long[Math.toIntExact(images.dim())];
        Arrays.fill(shape, 1);
        shape[0] = blank.length;
        Tensor chosen = TensorBridge.tensor(blank, shape).gt(new Scalar(0.5));
        return where(chosen, pairs.images().blank(), images);
    }

    /**
     * What the model makes of texts with hidden words.
     *
     * @param scores of all words for each hidden one, {@code [hidden, vocabulary]}
     * @param pooled {@code [batch, width]}
     */
    record Hidden(Tensor scores, Tensor pooled, MaskedWords words) {}

    /** Hides words of texts and lets the model see them beside embedded images. */
    Hidden hide(List<String> texts, Tensor images, KeyedRandom random) {
        PaddedTexts padded = padded(texts);
        MaskedWords words = MaskedWords.of(padded, pairs.tokenizer(), settings.maskedShare(), random);
        Tensor ids = TensorBridge.tensor(words.ids(), padded.sequences(), padded.tokens());
        Tensor hidden = model.encode(ids, mask(padded), images);
        Tensor chosen = hidden.narrow(1, 0, padded.tokens())
                .flatten(0, 1)
                .index_select(0, TensorBridge.tensor(words.positions(), words.positions().length));
        return new Hidden(model.wordScores(chosen), model.pool(hidden), words);
    }

    /**
     * What the model says of pairs of which every second one has a wrong text.
     *
     * @param scores {@code [batch, 2]}
     * @param labels {@code [batch]}: 1 for a right text, 0 for a wrong one
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
    record Matched(Tensor scores, long[] labels) {}

    /** Puts wrong texts to every second of some embedded images and lets the model see all. */
    Matched match(int[] rows, List<String> texts, Tensor images, KeyedRandom random) {
        List<String> put = new ArrayList<>(texts);
        long[] labels = new long[rows.length];
        Arrays.fill(labels, 1);
        for (int i = 1; i < rows.length; i += 2) {
            int wrong = negatives.choose(rows, i, random);
            if (wrong != HardNegatives.NONE) {
                put.set(i, texts.get(wrong));
                labels[i] = 0;
            }
        }
        PaddedTexts padded = padded(put);
        Tensor ids = TensorBridge.tensor(padded.ids(), padded.sequences(), padded.tokens());
        return new Matched(model.matchScores(model.pool(model.encode(ids, mask(padded), images))), labels);
    }

    /** Returns the texts padded to the longest of them only: padding costs time. */
    private PaddedTexts padded(List<String> texts) {
        int longest = texts.stream()
                .mapToInt(text -> pairs.tokenizer().encode(text).length + 2)
                .max()
                .orElse(2);
        return PaddedTexts.of(pairs.tokenizer(), texts, Math.min(settings.contextLength(), longest));
    }

    private static Tensor mask(PaddedTexts texts) {
        return TensorBridge.tensor(texts.mask(), texts.sequences(), texts.tokens());
    }

    /**
     * Returns the mean cross-entropy in nats, a tensor without dimensions; 0 of no rows.
     *
     * @param scores {@code [n, classes]}
     * @param targets {@code [n]}
     */
    static Tensor crossEntropy(Tensor scores, long[] targets) {
        Tensor wanted = TensorBridge.tensor(targets, targets.length, 1);
        return log_softmax(scores, 1).gather(1, wanted).sum().mul(new Scalar(-1.0 / Math.max(1, targets.length)));
    }

    /**
     * Returns the mean cross-entropy to targets that share the mass of 1 among classes, a tensor without dimensions.
     *
     * @param scores {@code [n, classes]}
     * @param shares {@code [n, classes]} row-major
     */
    static Tensor sharedCrossEntropy(Tensor scores, float[] shares) {
        Tensor wanted = TensorBridge.tensor(shares, scores.size(0), scores.size(1));
        return log_softmax(scores, 1).mul(wanted).sum().mul(new Scalar(-1.0 / scores.size(0)));
    }
}
