package dev.kintsugi.nn.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.nn.text.ClipVocabulary.AddedToken;
import dev.kintsugi.nn.text.ClipVocabulary.Merge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A {@code tokenizer.json} that must describe a CLIP tokeniser: every part that would make other ids is checked, so
 * that a file of another kind is refused rather than read wrongly.
 *
 * @param place name of the file, for errors
 * @param root its content
 */
record TokenizerJson(String place, JsonNode root) {
    private static final List<String> NORMALIZERS = List.of("NFC", "Replace", "Lowercase");
    // Some files name the special tokens in the regular expression too; they are cut out before it is applied.
    private static final Set<String> WORD_REGEXES =
            Set.of(ClipTokenizer.WORD_REGEX, "<\\|startoftext\\|>|<\\|endoftext\\|>|" + ClipTokenizer.WORD_REGEX);

    ClipVocabulary vocabulary() {
        JsonNode model = root.path("model");
        String type = model.path("type").asText("BPE");
        String suffix = model.path("end_of_word_suffix").asText("");
        if (!type.equals("BPE") || !suffix.equals(ClipVocabulary.END_OF_WORD)) {
            throw new ModelException(place + ": the tokeniser model is '" + type + "' with end_of_word_suffix '"
                    + suffix + "', supported is CLIP's: BPE with '" + ClipVocabulary.END_OF_WORD + "'");
        }
        checkNormalizer();
        checkPreTokenizer();
        Map<String, Integer> ids = ClipTokenizerFiles.ids(place, model.path("vocab"));
        List<AddedToken> added = addedTokens();
        added.forEach(token -> ids.put(token.content(), token.id()));
        JsonNode unknown = model.path("unk_token");
        return new ClipVocabulary(
                place,
                ids,
                merges(model.path("merges")),
                unknown.isTextual() ? unknown.asText() : null,
                added,
                specialId("cls", ids, ClipVocabulary.START_TOKEN),
                specialId("sep", ids, ClipVocabulary.END_TOKEN));
    }

    private void checkNormalizer() {
        List<String> types = new ArrayList<>();
        root.path("normalizer")
                .path("normalizers")
                .forEach(part -> types.add(part.path("type").asText()));
        if (!types.equals(NORMALIZERS)) {
            throw new ModelException(place + ": the normalizer is " + types + ", supported is CLIP's: " + NORMALIZERS);
        }
    }

    private void checkPreTokenizer() {
        JsonNode parts = root.path("pre_tokenizer").path("pretokenizers");
        String regex = parts.path(0).path("pattern").path("Regex").asText("");
        if (!WORD_REGEXES.contains(regex)
                || !parts.path(1).path("type").asText().equals("ByteLevel")) {
            throw new ModelException(place + ": the pre_tokenizer is " + root.path("pre_tokenizer")
                    + ", supported is CLIP's: Split by " + ClipTokenizer.WORD_REGEX + ", then ByteLevel");
        }
    }

    private List<AddedToken> addedTokens() {
        List<AddedToken> added = new ArrayList<>();
        for (JsonNode token : root.path("added_tokens")) {
            String content = token.path("content").asText();
            if (token.path("single_word").asBoolean()) {
                throw new ModelException(
                        place + ": the added token '" + content + "' has single_word true, supported is false");
            }
            added.add(new AddedToken(
                    content, token.path("id").asInt(), token.path("normalized").asBoolean(true)));
        }
        return added;
    }

    /** Merges are written as {@code "a b"}, in newer files as {@code ["a", "b"]}. */
    private List<Merge> merges(JsonNode nodes) {
        List<String> lines = new ArrayList<>(nodes.size());
        for (JsonNode node : nodes) {
            lines.add(
                    node.isArray() ? node.path(0).asText() + " " + node.path(1).asText() : node.asText());
        }
        return ClipTokenizerFiles.merges(place, lines);
    }

    /** Returns the id at a side of every text: that of the post-processor, or of CLIP's token if it names none. */
    private int specialId(String side, Map<String, Integer> ids, String fallback) {
        JsonNode processor = root.path("post_processor");
        JsonNode named = processor.path(side).path(1);
        if (named.isInt()) {
            return named.asInt();
        }
        JsonNode template = processor.path("single");
        if (!template.isEmpty()) {
            JsonNode special =
                    template.path(side.equals("cls") ? 0 : template.size() - 1).path("SpecialToken");
            if (special.path("id").isTextual()) {
                return ClipVocabulary.require(place, ids, special.path("id").asText());
            }
        }
        return ClipVocabulary.require(place, ids, fallback);
    }
}
