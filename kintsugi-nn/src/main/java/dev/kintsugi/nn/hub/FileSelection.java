package dev.kintsugi.nn.hub;

import dev.kintsugi.core.error.ModelException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which files of a repository a model needs.
 *
 * <p>Weights in safetensors only: the other formats on the hub are mostly Python pickles, which run code when they are
 * read.
 */
final class FileSelection {
    static final String CONFIG = "config.json";
    static final String WEIGHTS = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";
    private static final Set<String> SMALL_FILES = Set.of(
            CONFIG,
            "preprocessor_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "vocab.txt",
            "merges.txt");
    private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,200}");
    private static final Pattern OTHER_WEIGHTS =
            Pattern.compile(".*\\.(bin|pt|pth|pkl|ckpt|h5|msgpack|onnx|gguf)", Pattern.CASE_INSENSITIVE);

    private FileSelection() {}

    /**
     * Returns the files to download first: everything but the shards, which only the index names.
     *
     * @throws ModelException if the repository holds no model that can be read
     */
    static List<String> first(RepositoryId id, Collection<String> names) {
        if (!names.contains(CONFIG)) {
            throw new ModelException(id + ": the repository holds no " + CONFIG
                    + ", so it is not a model in the Hugging Face format; it holds " + few(names));
        }
        List<String> chosen = new ArrayList<>(
                new TreeSet<>(names).stream().filter(SMALL_FILES::contains).toList());
        if (names.contains(WEIGHTS)) {
            chosen.add(WEIGHTS);
        } else if (names.contains(INDEX)) {
            chosen.add(INDEX);
        } else {
            throw noWeights(id, names);
        }
        return chosen;
    }

    private static ModelException noWeights(RepositoryId id, Collection<String> names) {
        List<String> others = names.stream()
                .filter(name -> OTHER_WEIGHTS.matcher(name).matches()
                        || name.toLowerCase(Locale.ROOT).endsWith(".safetensors"))
                .sorted()
                .toList();
        return new ModelException(id + ": the repository holds no " + WEIGHTS + " or " + INDEX + ", only "
                + few(others)
                + "; Python pickles (.bin, .pt) run code when they are read and are not supported: look for a revision"
                + " with safetensors (the hub's converter opens one as refs/pr/N: pull " + id.repository()
                + "@refs/pr/N), or save the model with save_pretrained(…, safe_serialization=True)");
    }

    private static String few(Collection<String> names) {
        if (names.isEmpty()) {
            return "no weights at all";
        }
        String shown = String.join(", ", names.stream().sorted().limit(6).toList());
        return names.size() > 6 ? shown + " and " + (names.size() - 6) + " more" : shown;
    }

    /** Returns whether a name, which a server gave, is plain enough to be a file name here. */
    static boolean isSafe(String name) {
        return SAFE_NAME.matcher(name).matches() && !name.contains("..");
    }
}
