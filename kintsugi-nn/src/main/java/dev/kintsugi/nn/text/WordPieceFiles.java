package dev.kintsugi.nn.text;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.nn.text.WordPieceVocabulary.Special;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the tokeniser of a BERT or ViLT from the files that it is published in: {@code tokenizer.json}, or
 * {@code vocab.txt}; {@code tokenizer_config.json} beside either has the last word on lower case and accents, as in
 * transformers.
 */
public final class WordPieceFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WHOLE = "tokenizer.json";
    private static final String VOCABULARY = "vocab.txt";
    private static final String CONFIG = "tokenizer_config.json";

    private WordPieceFiles() {}

    /**
     * Returns the tokeniser of a model folder: that of {@code tokenizer.json} if it is there, else that of
     * {@code vocab.txt}.
     *
     * @throws ModelException if the folder has neither or they are not those of a BERT
     */
    public static WordPieceTokenizer fromFolder(Path folder) {
        Path config = folder.resolve(CONFIG);
        JsonNode settings = Files.isRegularFile(config) ? json(config) : JSON.createObjectNode();
        Path whole = folder.resolve(WHOLE);
        if (Files.isRegularFile(whole)) {
            return fromTokenizerJson(whole, settings);
        }
        Path vocabulary = folder.resolve(VOCABULARY);
        if (Files.isRegularFile(vocabulary)) {
            return fromVocabulary(vocabulary, settings);
        }
        throw new ModelException(folder + ": there is no tokeniser; needed is " + WHOLE + " or " + VOCABULARY);
    }

    /**
     * Reads BERT's list of pieces, one a line in the order of their ids.
     *
     * @param lowerCase whether upper case becomes lower case and accents are dropped, as in the uncased models
     * @throws ModelException if the file cannot be read or a special token is missing
     */
    public static WordPieceTokenizer fromVocabulary(Path vocabulary, boolean lowerCase) {
        return fromVocabulary(vocabulary, JSON.createObjectNode().put("do_lower_case", lowerCase));
    }

    private static WordPieceTokenizer fromVocabulary(Path file, JsonNode settings) {
        return new WordPieceTokenizer(
                vocabulary(file.toString(), text(file).lines().toList(), settings));
    }

    /** Returns the vocabulary of pieces in the order of their ids. */
    static WordPieceVocabulary vocabulary(String place, List<String> pieces, JsonNode settings) {
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < pieces.size(); id++) {
            ids.put(pieces.get(id), id); // of equal lines the last counts, as in the reference
        }
        Special special = special(settings, Special.BERT);
        Map<String, Integer> added = new HashMap<>();
        for (String token :
                List.of(special.unknown(), special.start(), special.end(), special.padding(), special.mask())) {
            added.put(token, ClipVocabulary.require(place, ids, token));
        }
        return new WordPieceVocabulary(
                place,
                ids,
                added,
                WordPieceVocabulary.CONTINUATION,
                WordPieceVocabulary.LONGEST_WORD,
                words(place, settings, new BertWords(true, true, true, true)),
                special);
    }

    private static WordPieceTokenizer fromTokenizerJson(Path file, JsonNode settings) {
        String place = file.toString();
        JsonNode root = json(file);
        JsonNode model = root.path("model");
        String type = model.path("type").asText("");
        if (!type.equals("WordPiece")) {
            throw new ModelException(place + ": the tokeniser model is '" + type + "', supported is BERT's: WordPiece");
        }
        checkType(place, root, "pre_tokenizer", "BertPreTokenizer");
        checkType(place, root, "normalizer", "BertNormalizer");
        Map<String, Integer> added = new HashMap<>();
        for (JsonNode token : root.path("added_tokens")) {
            if (token.path("normalized").asBoolean(false)
                    || token.path("single_word").asBoolean(false)) {
                throw new ModelException(place + ": the added token " + token.path("content")
                        + " has normalized or single_word true, supported is false");
            }
            added.put(token.path("content").asText(), token.path("id").asInt());
        }
        Special named = new Special(
                model.path("unk_token").asText(Special.BERT.unknown()),
                Special.BERT.start(),
                Special.BERT.end(),
                Special.BERT.padding(),
                Special.BERT.mask());
        return new WordPieceTokenizer(new WordPieceVocabulary(
                place,
                ClipTokenizerFiles.ids(place, model.path("vocab")),
                added,
                model.path("continuing_subword_prefix").asText(WordPieceVocabulary.CONTINUATION),
                model.path("max_input_chars_per_word").asInt(WordPieceVocabulary.LONGEST_WORD),
                words(place, settings, normalizer(place, root.path("normalizer"))),
                special(settings, named)));
    }

    private static void checkType(String place, JsonNode root, String part, String expected) {
        String type = root.path(part).path("type").asText("");
        if (!type.equals(expected)) {
            throw new ModelException(place + ": the " + part + " is '" + type + "', supported is BERT's: " + expected);
        }
    }

    private static BertWords normalizer(String place, JsonNode node) {
        boolean lowerCase = flag(place, node, "lowercase", true);
        return new BertWords(
                flag(place, node, "clean_text", true),
                flag(place, node, "handle_chinese_chars", true),
                flag(place, node, "strip_accents", lowerCase),
                lowerCase);
    }

    /** Returns {@code base} with what {@code tokenizer_config.json} says otherwise. */
    private static BertWords words(String place, JsonNode settings, BertWords base) {
        boolean lowerCase = flag(place, settings, "do_lower_case", base.lowerCase());
        // Where nothing else is said, accents are dropped if upper case is.
        boolean stripAccents = lowerCase == base.lowerCase() ? base.stripAccents() : lowerCase;
        return new BertWords(
                base.cleanText(),
                flag(place, settings, "tokenize_chinese_chars", base.spaceIdeographs()),
                flag(place, settings, "strip_accents", stripAccents),
                lowerCase);
    }

    private static Special special(JsonNode settings, Special base) {
        return new Special(
                token(settings, "unk_token", base.unknown()),
                token(settings, "cls_token", base.start()),
                token(settings, "sep_token", base.end()),
                token(settings, "pad_token", base.padding()),
                token(settings, "mask_token", base.mask()));
    }

    /** A special token is written as a text, or as an object with its content. */
    private static String token(JsonNode settings, String key, String otherwise) {
        JsonNode node = settings.path(key);
        return node.isObject() ? node.path("content").asText(otherwise) : node.asText(otherwise);
    }

    private static boolean flag(String place, JsonNode node, String key, boolean otherwise) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw new ModelException(place + ": " + key + " is " + value + ", allowed are true and false");
        }
        return value.asBoolean();
    }

    private static JsonNode json(Path file) {
        try {
            JsonNode root = JSON.readTree(text(file));
            if (!root.isObject()) {
                throw new ModelException(file + ": must hold a JSON object, but holds " + root.getNodeType());
            }
            return root;
        } catch (JacksonException e) {
            throw new ModelException(file + ": is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read as UTF-8 text: " + e, e);
        }
    }
}
