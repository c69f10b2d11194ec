package dev.kintsugi.nn.pretrain;

import dev.kintsugi.nn.layer.TransformerLayer;
import dev.kintsugi.nn.safetensors.WeightFiles;
import dev.kintsugi.nn.safetensors.WeightsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Writes trained tensors with query, key and value apart, as Hugging Face names them. */
final class SplitWeights {
    private SplitWeights() {}

    /** Writes the weight file of a model folder. */
    static void write(
            Path folder, TransformerLayer.Names names, Map<String, Tensor> weights, WeightsWriter.Precision precision)
            throws IOException {
        String fused = "." + names.fused() + "_";
        List<String> parts = List.of(names.query(), names.key(), names.value());
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> split = new TreeMap<>();
            weights.forEach((name, tensor) -> {
                int at = name.indexOf(fused);
                if (at < 0) {
                    split.put(name, tensor);
                    return;
                }
                long width = tensor.size(0) / parts.size();
                for (int part = 0; part < parts.size(); part++) {
                    String own =
                            name.substring(0, at) + "." + parts.get(part) + "." + name.substring(at + fused.length());
                    split.put(own, tensor.detach().narrow(0, part * width, width));
                }
            });
            WeightsWriter.write(folder.resolve(WeightFiles.SINGLE), split, precision);
        }
    }
}
