package dev.kintsugi.nn.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A learned vocabulary, which can be used at once or written in the forms that CLIP folders have. */
public final class TrainedVocabulary {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> symbols;
    private final List<ClipVocabulary.Merge> merges;

    /**
     * Takes the result of {@link VocabularyTraining}.
     *
     * @param symbols in the order of their ids, without start and end, which follow
     */
    TrainedVocabulary(List<String> symbols, List<ClipVocabulary.Merge> merges) {
        this.symbols = List.copyOf(symbols);
        this.merges = List.copyOf(merges);
    }

    /** Returns the number of ids, with start and end. */
    public int size() {
        return symbols.size() + 2;
    }

    /** Returns the id that starts every text, the last but one. */
    public int startId() {
        return symbols.size();
    }

    /** Returns the id that ends every text, the last. */
    public int endId() {
        return symbols.size() + 1;
    }

    /** Returns the tokeniser, equal to the one read from the written files. */
    public ClipTokenizer tokenizer() {
        Map<String, Integer> ids = new HashMap<>();
        symbols.forEach(symbol -> ids.put(symbol, ids.size()));
        List<ClipVocabulary.AddedToken> added = List.of(
                new ClipVocabulary.AddedToken(ClipVocabulary.START_TOKEN, startId(), true),
                new ClipVocabulary.AddedToken(ClipVocabulary.END_TOKEN, endId(), true));
        return new ClipTokenizer(new ClipVocabulary(
                "trained vocabulary", ids, merges, ClipVocabulary.END_TOKEN, added, startId(), endId()));
    }

    /** Writes {@code tokenizer.json}, {@code vocab.json} and {@code merges.txt}. */
    public void write(Path folder) throws IOException {
        ObjectNode vocabulary = JSON.createObjectNode();
        for (int id = 0; id < symbols.size(); id++) {
            vocabulary.put(symbols.get(id), id);
        }
        vocabulary.put(ClipVocabulary.START_TOKEN, startId());
        vocabulary.put(ClipVocabulary.END_TOKEN, endId());
        List<String> lines =
                merges.stream().map(merge -> merge.left() + " " + merge.right()).toList();
        Files.writeString(folder.resolve("vocab.json"), vocabulary + "\n");
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n" + String.join("\n", lines) + "\n");
        Files.writeString(
                folder.resolve("tokenizer.json"),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tokenizerJson(vocabulary, lines)) + "\n");
    }

    private ObjectNode tokenizerJson(ObjectNode vocabulary, List<String> lines) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        added.add(addedToken(startId(), ClipVocabulary.START_TOKEN));
        added.add(addedToken(endId(), ClipVocabulary.END_TOKEN));
        ArrayNode normalizers =
                root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        normalizers.addObject().put("type", "NFC");
        normalizers
                .addObject()
                .put("type", "Replace")
                .put("content", " ")
                .putObject("pattern")
                .put("Regex", "\\s+");
        normalizers.addObject().put("type", "Lowercase");
        ArrayNode parts =
                root.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        parts.addObject()
                .put("type", "Split")
                .put("behavior", "Removed")
                .put("invert", true)
                .putObject("pattern")
                .put("Regex", ClipTokenizer.WORD_REGEX);
        byteLevel(parts.addObject());
        ObjectNode processor = root.putObject("post_processor").put("type", "RobertaProcessing");
        processor.putArray("sep").add(ClipVocabulary.END_TOKEN).add(endId());
        processor.putArray("cls").add(ClipVocabulary.START_TOKEN).add(startId());
        processor.put("trim_offsets", false).put("add_prefix_space", false);
        byteLevel(root.putObject("decoder"));
        ObjectNode model = root.putObject("model").put("type", "BPE");
        model.putNull("dropout")
                .put("unk_token", ClipVocabulary.END_TOKEN)
                .put("continuing_subword_prefix", "")
                .put("end_of_word_suffix", ClipVocabulary.END_OF_WORD)
                .put("fuse_unk", false)
                .set("vocab", vocabulary);
        ArrayNode merged = model.putArray("merges");
        lines.forEach(merged::add);
        return root;
    }

    private static ObjectNode addedToken(int id, String content) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", true)
                .put("special", true);
    }

    private static void byteLevel(ObjectNode node) {
        node.put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", true);
    }
}
