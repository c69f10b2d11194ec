package dev.kintsugi.nn.text;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.ModelException;
import dev.kintsugi.nn.text.ClipVocabulary.AddedToken;
import dev.kintsugi.nn.text.ClipVocabulary.Merge;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Reads the tokeniser of a CLIP from the files that it is published in: {@code tokenizer.json}, {@code vocab.json} with
 * {@code merges.txt}, or OpenAI's list of merges.
 */
public final class ClipTokenizerFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OPENAI_MERGES = 49_152 - 256 - 2;

    private ClipTokenizerFiles() {}

    /**
     * Returns the tokeniser of a model folder: that of {@code tokenizer.json} if it is there, else that of
     * {@code vocab.json} and {@code merges.txt}.
     *
     * @throws ModelException if the folder has neither or they are not those of a CLIP
     */
    public static ClipTokenizer fromFolder(Path folder) {
        Path whole = folder.resolve("tokenizer.json");
        Path vocabulary = folder.resolve("vocab.json");
        Path merges = folder.resolve("merges.txt");
        if (Files.isRegularFile(whole)) {
            return fromTokenizerJson(whole);
        }
        if (Files.isRegularFile(vocabulary) && Files.isRegularFile(merges)) {
            return fromVocabularyAndMerges(vocabulary, merges);
        }
        throw new ModelException(
                folder + ": there is no tokeniser; needed is tokenizer.json, or both vocab.json and merges.txt");
    }

    /**
     * Reads the form of the tokenizers library.
     *
     * @throws ModelException if the file cannot be read or describes another kind of tokeniser
     */
    public static ClipTokenizer fromTokenizerJson(Path file) {
        return new ClipTokenizer(new TokenizerJson(file.toString(), json(file)).vocabulary());
    }

    /**
     * Reads the older form of Hugging Face: symbols with their ids, and merges one a line below a version line.
     *
     * @throws ModelException if a file cannot be read or a special token is missing
     */
    public static ClipTokenizer fromVocabularyAndMerges(Path vocabulary, Path merges) {
        Map<String, Integer> ids = ids(vocabulary.toString(), json(vocabulary));
        List<String> lines = new ArrayList<>();
        for (String line : text(merges).lines().toList()) {
            if (!line.isEmpty() && !line.startsWith("#version")) {
                lines.add(line);
            }
        }
        return standard(vocabulary.toString(), ids, merges(merges.toString(), lines));
    }

    /**
     * Reads OpenAI's {@code bpe_simple_vocab_16e6.txt.gz}, whose ids follow from the order of its lines: 256 bytes, the
     * same at the end of a word, 48,894 merges, start, end.
     *
     * @throws ModelException if the file cannot be read or has too few lines
     */
    public static ClipTokenizer fromOpenAiMerges(Path file) {
        List<String> lines = gunzipped(file).lines().toList();
        if (lines.size() <= OPENAI_MERGES) {
            throw new ModelException(
                    file + ": has " + lines.size() + " lines, needed are a header and " + OPENAI_MERGES + " merges");
        }
        List<Merge> merges = merges(file.toString(), lines.subList(1, OPENAI_MERGES + 1));
        Map<String, Integer> ids = new HashMap<>();
        ByteSymbols.vocabularyOrder().forEach(symbol -> ids.put(symbol, ids.size()));
        ByteSymbols.vocabularyOrder().forEach(symbol -> ids.put(symbol + ClipVocabulary.END_OF_WORD, ids.size()));
        merges.forEach(merge -> ids.put(merge.left() + merge.right(), ids.size()));
        ids.put(ClipVocabulary.START_TOKEN, ids.size());
        ids.put(ClipVocabulary.END_TOKEN, ids.size());
        return standard(file.toString(), ids, merges);
    }

    private static ClipTokenizer standard(String place, Map<String, Integer> ids, List<Merge> merges) {
        int start = ClipVocabulary.require(place, ids, ClipVocabulary.START_TOKEN);
        int end = ClipVocabulary.require(place, ids, ClipVocabulary.END_TOKEN);
        List<AddedToken> added = List.of(
                new AddedToken(ClipVocabulary.START_TOKEN, start, true),
                new AddedToken(ClipVocabulary.END_TOKEN, end, true));
        return new ClipTokenizer(new ClipVocabulary(place, ids, merges, ClipVocabulary.END_TOKEN, added, start, end));
    }

    static List<Merge> merges(String place, List<String> lines) {
        List<Merge> merges = new ArrayList<>(lines.size());
        for (String line : lines) {
            int space = line.indexOf(' ');
            if (space <= 0 || space == line.length() - 1 || line.indexOf(' ', space + 1) >= 0) {
                throw new ModelException(
                        place + ": the merge '" + line + "' must be two symbols with one space between");
            }
            merges.add(new Merge(line.substring(0, space), line.substring(space + 1)));
        }
        return merges;
    }

    static Map<String, Integer> ids(String place, JsonNode node) {
        if (!node.isObject() || node.isEmpty()) {
            throw new ModelException(place + ": the vocabulary must be a JSON object of symbols and ids");
        }
        Map<String, Integer> ids = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!entry.getValue().canConvertToInt() || entry.getValue().asInt() < 0) {
                throw new ModelException(place + ": symbol '" + entry.getKey() + "' has the id " + entry.getValue()
                        + ", allowed are whole numbers from 0");
            }
            ids.put(entry.getKey(), entry.getValue().asInt());
        }
        return ids;
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(text(file));
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

    private static String gunzipped(Path file) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read as gzip: " + e, e);
        }
    }
}
