package dev.kintsugi.nn.safetensors;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.core.error.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files that hold one model's weights.
 *
 * @param place the file or the index, for errors
 * @param files the safetensors files in ascending order of name
 * @param fileOfTensor where the index says that each tensor is; empty without an index
 */
public record WeightFiles(Path place, List<Path> files, Map<String, Path> fileOfTensor) {
    /** Name of an only file. */
    public static final String SINGLE = "model.safetensors";
    /** Name of the index of several. */
    public static final String INDEX = SINGLE + ".index.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Copies list and map. */
    public WeightFiles {
        files = List.copyOf(files);
        fileOfTensor = Collections.unmodifiableMap(new TreeMap<>(fileOfTensor));
    }

    /** Returns one file as the whole of a model. */
    public static WeightFiles single(Path file) {
        return new WeightFiles(file, List.of(file), Map.of());
    }

    /**
     * Returns the weight files of a model folder: {@value #SINGLE}, or the shards named by {@value #INDEX}.
     *
     * @throws WeightsException if the folder has neither, or the index is damaged or names a file that is not there
     */
    public static WeightFiles of(Path folder) {
        Path single = folder.resolve(SINGLE);
        if (Files.isRegularFile(single)) {
            return single(single);
        }
        Path index = folder.resolve(INDEX);
        if (Files.isRegularFile(index)) {
            return sharded(folder, index);
        }
        throw new WeightsException(folder + ": there is no weight file; needed is " + SINGLE + ", or " + INDEX
                + " with its shards" + otherFormat(folder));
    }

    private static String otherFormat(Path folder) {
        return Files.isRegularFile(folder.resolve("pytorch_model.bin"))
                ? " (pytorch_model.bin is not read: it can run code; convert it to safetensors)"
                : "";
    }

    private static WeightFiles sharded(Path folder, Path index) {
        JsonNode map = json(index).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw new WeightsException(index + ": lacks the object 'weight_map' of tensor and file names");
        }
        Map<String, Path> fileOfTensor = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String name = entry.getValue().asText();
            if (!name.endsWith(".safetensors") || name.contains("/") || name.contains("\\")) {
                throw new WeightsException(index + ": tensor '" + entry.getKey() + "' is said to be in '" + name
                        + "', allowed are names of safetensors files in the same folder");
            }
            fileOfTensor.put(entry.getKey(), folder.resolve(name));
        }
        List<Path> files = new ArrayList<>(new TreeSet<>(fileOfTensor.values()));
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new WeightsException(index + ": the shard '" + file.getFileName()
                        + "' is missing; the index names " + files.size() + " shards");
            }
        }
        return new WeightFiles(index, files, fileOfTensor);
    }

    private static JsonNode json(Path index) {
        try {
            return JSON.readTree(Files.readString(index));
        } catch (JacksonException e) {
            throw new WeightsException(index + ": is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new WeightsException(index + ": cannot be read: " + e, e);
        }
    }
}
