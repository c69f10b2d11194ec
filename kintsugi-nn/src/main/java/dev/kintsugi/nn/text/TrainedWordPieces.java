package dev.kintsugi.nn.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.nn.text.WordPieceVocabulary.Special;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A learned WordPiece vocabulary for uncased text, which can be used at once or written as BERT folders have it. */
public final class TrainedWordPieces {
    /** How its texts are cut into words, as in the uncased BERT. */
    static final BertWords WORDS = new BertWords(true, true, true, true);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> pieces;

    /**
     * Takes the result of {@link WordPieceTraining}.
     *
     * @param pieces in the order of their ids, the special tokens among them
     */
    TrainedWordPieces(List<String> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /** Returns the number of ids. */
    public int size() {
        return pieces.size();
    }

    /** Returns the pieces in the order of their ids. */
    public List<String> pieces() {
        return pieces;
    }

    /** Returns the tokeniser, equal to the one read from the written files. */
    public WordPieceTokenizer tokenizer() {
        return new WordPieceTokenizer(WordPieceFiles.vocabulary("trained vocabulary", pieces, JSON.createObjectNode()));
    }

    /** Writes {@code tokenizer.json}, {@code vocab.txt} and {@code tokenizer_config.json}. */
    public void write(Path folder) throws IOException {
        Files.writeString(folder.resolve("vocab.txt"), String.join("\n", pieces) + "\n");
        ObjectNode config = JSON.createObjectNode()
                .put("do_lower_case", true)
                .put("tokenizer_class", "BertTokenizer")
                .put("unk_token", Special.BERT.unknown())
                .put("cls_token", Special.BERT.start())
                .put("sep_token", Special.BERT.end())
                .put("pad_token", Special.BERT.padding())
                .put("mask_token", Special.BERT.mask());
        write(folder.resolve("tokenizer_config.json"), config);
        write(folder.resolve("tokenizer.json"), tokenizerJson());
    }

    private static void write(Path file, ObjectNode node) throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n");
    }

    private ObjectNode tokenizerJson() {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        List.of(
                        Special.BERT.padding(),
                        Special.BERT.unknown(),
                        Special.BERT.start(),
                        Special.BERT.end(),
                        Special.BERT.mask())
                .forEach(token -> added.addObject()
                        .put("id", pieces.indexOf(token))
                        .put("content", token)
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", true));
        root.putObject("normalizer")
                .put("type", "BertNormalizer")
                .put("clean_text", true)
                .put("handle_chinese_chars", true)
                .putNull("strip_accents")
                .put("lowercase", true);
        root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        ObjectNode processor = root.putObject("post_processor").put("type", "BertProcessing");
        processor.putArray("sep").add(Special.BERT.end()).add(pieces.indexOf(Special.BERT.end()));
        processor.putArray("cls").add(Special.BERT.start()).add(pieces.indexOf(Special.BERT.start()));
        root.putObject("decoder")
                .put("type", "WordPiece")
                .put("prefix", WordPieceVocabulary.CONTINUATION)
                .put("cleanup", true);
        ObjectNode model = root.putObject("model").put("type", "WordPiece");
        ObjectNode ids = model.put("unk_token", Special.BERT.unknown())
                .put("continuing_subword_prefix", WordPieceVocabulary.CONTINUATION)
                .put("max_input_chars_per_word", WordPieceVocabulary.LONGEST_WORD)
                .putObject("vocab");
        for (int id = 0; id < pieces.size(); id++) {
            ids.put(pieces.get(id), id);
        }
        return root;
    }
}
