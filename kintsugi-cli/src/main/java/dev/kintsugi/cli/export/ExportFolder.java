package dev.kintsugi.cli.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.core.KintsugiVersion;
import dev.kintsugi.core.error.StorageException;
import dev.kintsugi.core.method.ExportedModel;
import dev.kintsugi.core.method.MethodCard;
import dev.kintsugi.core.safetensors.ParameterCodec;
import dev.kintsugi.engine.predict.TrainedModel;
import dev.kintsugi.nn.backbone.PromptableImageTower;
import dev.kintsugi.nn.backbone.TwoTower;
import dev.kintsugi.nn.text.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder with what a run has learned, for other programs: {@code prompts.safetensors}, {@code config.json} and
 * {@code README.md}. Equal runs give equal bytes: nothing in it tells when or where it was made.
 */
public final class ExportFolder {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;

    private ExportFolder() {}

    /**
     * Checks that a folder can be made, before anything long begins.
     *
     * @throws StorageException if it is there already and holds something, or is a file
     */
    public static void requireFree(Path target) {
        try {
            if (Files.isDirectory(target)) {
                try (Stream<Path> files = Files.list(target)) {
                    if (files.findAny().isPresent()) {
                        throw new StorageException(target + ": holds files already; choose another folder with --to");
                    }
                }
            } else if (Files.exists(target)) {
                throw new StorageException(target + ": is a file; choose a folder with --to");
            }
        } catch (IOException | UncheckedIOException e) {
            throw new StorageException(target + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Writes the folder, whole or not at all.
     *
     * @throws StorageException if it cannot be written
     */
    public static void write(Path target, TrainedModel model) {
        ExportedModel exported = model.method().exported(model.run().learned().shared(), model.local());
        Map<String, byte[]> files = new TreeMap<>();
        ObjectNode config = config(model, exported);
        files.put("config.json", utf8(config.toPrettyString() + "\n"));
        files.put("README.md", utf8(new ExportReadme(model, exported, readsInPython(model)).text()));
        files.put("prompts.safetensors", ParameterCodec.encode(exported.values(), metadata(model)));
        write(target, files);
    }

    private static Map<String, String> metadata(TrainedModel model) {
        Map<String, String> metadata = new TreeMap<>(Map.of(
                "format", "pt",
                "method", model.method().card().id(),
                "backbone", model.backbone().hash()));
        model.client().ifPresent(name -> metadata.put("client", name));
        return metadata;
    }

    /** Returns whether the frozen model is a CLIP as transformers knows it. */
    private static boolean readsInPython(TrainedModel model) {
        return model.backbone() instanceof TwoTower tower && tower.image() instanceof PromptableImageTower;
    }

    private static ObjectNode config(TrainedModel model, ExportedModel exported) {
        ObjectNode config = JSON.createObjectNode();
        config.put("format", FORMAT);
        config.put("kintsugi", KintsugiVersion.get());
        MethodCard card = model.method().card();
        config.putObject("method")
                .put("id", card.id())
                .put("title", card.title())
                .put("paper", card.paper());
        model.client().ifPresent(name -> config.put("client", name));
        config.putObject("backbone")
                .put("name", model.run().backbone())
                .put("hash", model.backbone().hash());
        ArrayNode classes = config.putArray("classes");
        model.classNames().forEach(classes::add);
        config.put("multiLabel", model.run().multiLabel());
        ObjectNode values = config.putObject("values");
        exported.values().asMap().forEach((name, value) -> {
            ArrayNode shape = values.putArray(name);
            Arrays.stream(value.shape()).forEach(shape::add);
        });
        exported.context().ifPresent(chosen -> config.set("context", context(model, exported, chosen)));
        return config;
    }

    /** Returns how the class sentences are made of the context, with the token ids of the class names. */
    private static ObjectNode context(TrainedModel model, ExportedModel exported, ExportedModel.Context chosen) {
        TwoTower backbone = (TwoTower) model.backbone(); // nothing else has class sentences
        Tokenizer tokenizer = backbone.tokenizer();
        long[] shape = exported.values().get(chosen.name()).shape();
        ObjectNode context = JSON.createObjectNode();
        context.put("value", chosen.name()).put("vectors", shape[0]).put("width", shape[1]);
        context.put("vectorsBefore", chosen.vectorsBefore());
        context.put("sentence", sentence(shape[0], chosen.vectorsBefore()));
        context.put("startId", tokenizer.startId()).put("endId", tokenizer.endId());
        context.put("maximumTokens", backbone.text().contextLength());
        ArrayNode words = context.putArray("classWords");
        ArrayNode lengths = context.putArray("nameLengths");
        for (String className : model.classNames()) {
            String name = className.replace('_', ' ').strip();
            int[] sentence = tokenizer.encode(name + ".");
            Arrays.stream(sentence).forEach(words.addArray()::add);
            lengths.add(
                    Math.min(sentence.length, tokenizer.encode(name).length)); // "St." has its full stop in the name
        }
        return context;
    }

    /** Returns the order of a class sentence, in words. */
    static String sentence(long vectors, int before) {
        if (before == vectors) {
            return "[start] [context] {class name}. [end]";
        }
        return before == 0
                ? "[start] {class name} [context] . [end]"
                : "[start] [first " + before + " vectors of the context] {class name} [the others] . [end]";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Fills a folder beside the target and moves it there. */
    private static void write(Path target, Map<String, byte[]> files) {
        Path whole = target.toAbsolutePath().normalize();
        Path temporary = whole.resolveSibling("." + whole.getFileName() + ".tmp");
        try {
            delete(temporary); // of an export that was killed
            Files.createDirectories(temporary);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(temporary.resolve(file.getKey()), file.getValue());
            }
            Files.deleteIfExists(whole); // only an empty folder can be: see requireFree
            Files.move(temporary, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (DirectoryNotEmptyException | FileAlreadyExistsException e) {
            discard(temporary, e);
            throw new StorageException(target + ": holds files already; choose another folder with --to", e);
        } catch (IOException | UncheckedIOException e) {
            discard(temporary, e);
            throw new StorageException(
                    target + ": cannot be written: " + e.getMessage() + "; is the disk full or the folder read-only?",
                    e);
        }
    }

    private static void discard(Path temporary, Exception cause) {
        try {
            delete(temporary);
        } catch (IOException | UncheckedIOException suppressed) {
            cause.addSuppressed(suppressed);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> inside;
        try (Stream<Path> files = Files.walk(folder)) {
            inside = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : inside) {
            Files.delete(file);
        }
    }
}
