package dev.kintsugi.nn.safetensors;

import static org.bytedeco.pytorch.global.torch.from_file;

import dev.kintsugi.core.error.WeightsException;
import dev.kintsugi.core.safetensors.SafetensorsHeader;
import dev.kintsugi.core.safetensors.TensorEntry;
import dev.kintsugi.nn.tensor.TensorBridge;
import dev.kintsugi.nn.tensor.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Reads safetensors files into {@link Weights} by memory map.
 *
 * <p>Tensors of 32 bits stay in the map: they cost no memory until they are used, processes share them, and the file is
 * never written to (the map is private). Tensors of 16 bits are converted to 32 bits once, which is exact.
 */
public final class MappedWeights {
    /** Old files carry the numbers 0, 1, 2, … as a tensor; nobody needs them. */
    private static final String IGNORED_SUFFIX = ".position_ids";

    private static final Map<String, ElementType> TYPES =
            Map.of("F32", ElementType.F32, "F16", ElementType.F16, "BF16", ElementType.BF16);

    private enum ElementType {
        F32(ScalarType.Float, 4),
        F16(ScalarType.Half, 2),
        BF16(ScalarType.BFloat16, 2);

        private final ScalarType scalarType;
        private final int elementBytes;

        ElementType(ScalarType scalarType, int elementBytes) {
            this.scalarType = scalarType;
            this.elementBytes = elementBytes;
        }
    }

    private MappedWeights() {}

    /**
     * Reads all tensors of a model; the caller closes the result. The files must not change while it is open.
     *
     * @throws WeightsException if a file is missing, truncated, not a safetensors file, holds a tensor of another type
     *     than F32, F16 and BF16, or not the tensors that the index names
     */
    public static Weights read(WeightFiles files) {
        Map<String, Tensor> tensors = new HashMap<>();
        try {
            for (Path file : files.files()) {
                readInto(tensors, file, files.fileOfTensor());
            }
            for (Map.Entry<String, Path> entry : files.fileOfTensor().entrySet()) {
                if (!tensors.containsKey(entry.getKey()) && !entry.getKey().endsWith(IGNORED_SUFFIX)) {
                    throw new WeightsException(entry.getValue() + ": tensor '" + entry.getKey() + "' is missing, which "
                            + files.place() + " says is in this file");
                }
            }
        } catch (RuntimeException e) {
            tensors.values().forEach(Tensor::close);
            throw e;
        }
        return new Weights(files.place().toString(), tensors);
    }

    private static void readInto(Map<String, Tensor> tensors, Path file, Map<String, Path> fileOfTensor) {
        SafetensorsHeader header = SafetensorsHeader.read(file);
        try (PointerScope scope = new PointerScope()) {
            Tensor bytes = map(file);
            for (TensorEntry entry : header.entries().values()) {
                if (entry.name().endsWith(IGNORED_SUFFIX) || !belongs(file, fileOfTensor, entry.name())) {
                    continue;
                }
                tensors.put(entry.name(), tensor(file, bytes, header.dataOffset(), entry));
            }
        }
    }

    /** A tensor that the index places in another shard is left to that shard. */
    private static boolean belongs(Path file, Map<String, Path> fileOfTensor, String name) {
        return fileOfTensor.isEmpty() || file.equals(fileOfTensor.get(name));
    }

    private static Tensor map(Path file) {
        try {
            BoolOptional copyOnWrite = new BoolOptional(false);
            LongOptional size = new LongOptional(Files.size(file));
            return from_file(file.toString(), copyOnWrite, size, new TensorOptions(ScalarType.Byte));
        } catch (IOException e) {
            throw new WeightsException(file + ": cannot be read: " + e, e);
        } catch (RuntimeException e) { // what libtorch throws when the system refuses the map
            throw new WeightsException(file + ": cannot be mapped into memory: " + firstLine(e), e);
        }
    }

    private static String firstLine(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse("no reason given");
    }

    private static Tensor tensor(Path file, Tensor bytes, long dataOffset, TensorEntry entry) {
        @Nullable ElementType type = TYPES.get(entry.type());
        if (type == null) {
            throw new WeightsException(file + ": tensor '" + entry.name() + "' has the element type '" + entry.type()
                    + "', allowed are " + TYPES.keySet().stream().sorted().toList());
        }
        long begin = dataOffset + entry.begin();
        try (PointerScope scope = new PointerScope()) { // a copy of 16 bits must not live until the file is done
            Tensor raw = bytes.narrow(0, begin, entry.end() - entry.begin());
            if (begin % type.elementBytes != 0) {
                raw = raw.clone(); // elements must be aligned in memory; the format does not promise that they are
            }
            Tensor shaped = raw.view(type.scalarType).view(entry.shape());
            Tensor floats = type == ElementType.F32 ? shaped : shaped.to(ScalarType.Float);
            return TensorBridge.keep(floats);
        }
    }
}
